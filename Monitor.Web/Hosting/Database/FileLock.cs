namespace Monitor.Web.Hosting;

/// <summary>A lock between processes that ends with the process that holds it, however it ends.</summary>
internal sealed class FileLock : IAsyncDisposable
{
    private readonly FileStream _stream;

    private FileLock(FileStream stream) => _stream = stream;

    /// <summary>Null when somebody else holds it.</summary>
    public static FileLock? Try(string path)
    {
        try
        {
            return new FileLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException)
        {
            return null;
        }
    }

    public static async Task<FileLock> WaitAsync(string path, TimeSpan limit, CancellationToken cancellationToken)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            if (Try(path) is { } held)
            {
                return held;
            }

            if (TimeProvider.System.GetElapsedTime(start) > limit)
            {
                throw new StartupException($"Another process has held {path} for {limit.TotalSeconds:0} s. Stop the other Monitor on this data folder.", "database not starting");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, cancellationToken);
        }
    }

    public ValueTask DisposeAsync() => _stream.DisposeAsync();
}
