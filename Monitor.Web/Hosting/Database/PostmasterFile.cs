namespace Monitor.Web.Hosting;

/// <summary>
/// postmaster.pid, which names the running server. After a crash its number may by then belong to a foreign process, and PostgreSQL would refuse to
/// start for as long as that one lives. A process is ours when it has the cluster as its working directory.
/// </summary>
internal static class PostmasterFile
{
    private static string PathIn(string cluster) => Path.Combine(cluster, "postmaster.pid");

    public static int? ReadLive(string cluster)
    {
        try
        {
            var first = File.ReadLines(PathIn(cluster)).FirstOrDefault();
            return int.TryParse(first, out var id) && (!Directory.Exists("/proc/self") || WorksIn(id, cluster)) ? id : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    public static void RemoveForeign(string cluster)
    {
        if (!Directory.Exists("/proc/self") || !File.Exists(PathIn(cluster)) || ReadLive(cluster) is not null)
        {
            return;
        }

        var processes = Directory.EnumerateDirectories("/proc").Select(Path.GetFileName).Where(n => int.TryParse(n, out _)).Select(n => int.Parse(n!));
        if (!processes.Any(p => WorksIn(p, cluster)))
        {
            File.Delete(PathIn(cluster));
        }
    }

    private static bool WorksIn(int processId, string cluster)
    {
        try
        {
            return new DirectoryInfo($"/proc/{processId}/cwd").LinkTarget == Real(cluster);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>/proc shows paths without symbolic links.</summary>
    private static string Real(string path)
    {
        var real = "/";
        foreach (var part in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            real = Path.Combine(real, part);
            real = new DirectoryInfo(real).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? real;
        }

        return real;
    }
}
