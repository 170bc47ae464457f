using System.Diagnostics;
using System.Globalization;
using Monitor.Web.Hosting;

namespace Monitor.Tests.Support;

/// <summary>Temporary folders named after the test process, so that a later run can clear up after one that was killed.</summary>
internal static class TestFolders
{
    private const string Prefix = "monitor-test-";

    public static string Create(string purpose)
    {
        var path = Path.Combine(Path.GetTempPath(), $"{Prefix}{Environment.ProcessId}-{purpose}-{Guid.NewGuid().ToString("N")[..8]}");
        Directory.CreateDirectory(path);
        return path;
    }

    public static async Task SweepAsync()
    {
        foreach (var folder in Directory.EnumerateDirectories(Path.GetTempPath(), Prefix + "*"))
        {
            var owner = int.Parse(Path.GetFileName(folder)[Prefix.Length..].Split('-')[0], CultureInfo.InvariantCulture);
            if (Directory.Exists($"/proc/{owner}") || !OperatingSystem.IsLinux())
            {
                continue;
            }

            var postgres = Path.Combine(folder, "postgres", "cluster");
            if (File.Exists(Path.Combine(postgres, "postmaster.pid")))
            {
                var first = (await File.ReadAllLinesAsync(Path.Combine(postgres, "postmaster.pid")))[0];
                StopAndDelete(folder, int.Parse(first, CultureInfo.InvariantCulture));
            }
            else
            {
                Delete(folder);
            }
        }
    }

    /// <summary>SIGQUIT ends a postmaster at once; what it held is deleted anyway.</summary>
    private static void StopAndDelete(string folder, int postmaster)
    {
        var cluster = Path.Combine(folder, "postgres", "cluster");
        if (new DirectoryInfo($"/proc/{postmaster}/cwd").LinkTarget == cluster)
        {
            var kill = new ProcessStartInfo("kill") { ArgumentList = { "-QUIT", postmaster.ToString(CultureInfo.InvariantCulture) } };
            using (var sent = Process.Start(kill))
            {
                sent?.WaitForExit();
            }

            try
            {
                using var process = Process.GetProcessById(postmaster);
                process.WaitForExit(TimeSpan.FromSeconds(20));
            }
            catch (ArgumentException)
            {
                // It was gone already.
            }
        }

        Delete(folder);
    }

    public static void Delete(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (IOException)
        {
            // The next run sweeps what is left.
        }
    }
}
