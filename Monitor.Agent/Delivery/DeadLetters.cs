using System.Globalization;

namespace Monitor.Agent.Delivery;

/// <summary>Batches that the server will never take, as plain JSON for a person to look at. Only the newest few are kept.</summary>
internal sealed class DeadLetters(string folder, int mostFiles = 50, long mostBytes = 10 * 1024 * 1024)
{
    public int Count { get; private set; }

    public void Add(long seq, string reason, ReadOnlySpan<byte> batch)
    {
        Count++;
        try
        {
            Directory.CreateDirectory(folder);
            var name = Path.Combine(folder, seq.ToString("D19", CultureInfo.InvariantCulture));
            using (var file = new FileStream(name + ".json", FileMode.Create, FileAccess.Write))
            {
                file.Write(batch);
            }

            File.WriteAllText(name + ".reason", reason + "\n");
            Trim();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It is counted and logged; keeping it is a help, not a promise.
        }
    }

    private void Trim()
    {
        var files = new DirectoryInfo(folder).GetFiles("*.json");
        Array.Sort(files, static (a, b) => string.CompareOrdinal(b.Name, a.Name));
        var bytes = 0L;
        for (var i = 0; i < files.Length; i++)
        {
            bytes += files[i].Length;
            if (i >= mostFiles || (bytes > mostBytes && i > 0))
            {
                File.Delete(Path.ChangeExtension(files[i].FullName, ".reason"));
                files[i].Delete();
            }
        }
    }
}
