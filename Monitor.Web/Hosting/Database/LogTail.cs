namespace Monitor.Web.Hosting;

/// <summary>The end of the embedded server's newest log, for the message that says why it does not start.</summary>
internal static class LogTail
{
    private const int Lines = 15;

    public static string Of(PostgresHome home)
    {
        var folder = new DirectoryInfo(Path.Combine(home.Cluster, "log"));
        var newest = (folder.Exists ? folder.GetFiles() : []).Append(new FileInfo(home.Log))
            .Where(f => f.Exists && f.Length > 0)
            .OrderByDescending(f => f.LastWriteTimeUtc)
            .FirstOrDefault();
        return newest is null ? "" : $"The end of {newest.FullName}:\n{string.Join('\n', File.ReadLines(newest.FullName).TakeLast(Lines))}";
    }
}
