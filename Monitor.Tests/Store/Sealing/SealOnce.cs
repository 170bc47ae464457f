using System.Diagnostics;
using System.Globalization;
using Monitor.Tests.Support;
using Monitor.Web.Hosting;
using Monitor.Web.Store.Sealing;

namespace Monitor.Tests.Store.Sealing;

/// <summary>One round of sealing in a process of its own, which kills itself at a moment that the test names.</summary>
internal static class SealOnce
{
    public static async Task RunAsync(string[] arguments)
    {
        var now = DateTimeOffset.Parse(arguments[1], CultureInfo.InvariantCulture);
        var killAt = Enum.Parse<SealPhase>(arguments[2]);
        await using var databases = new Databases(arguments[0], arguments[0]);
        var store = new SealedStore(databases, new ManualTimeProvider(now), killAt);
        await (killAt >= SealPhase.LogsWritten ? store.LogSealing.RunAsync(default) : (Task)store.Sealing.RunAsync(default));
    }

    /// <summary>The exit code: 137 where it was killed.</summary>
    public static async Task<int> StartAsync(string connectionString, DateTimeOffset now, SealPhase killAt)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (var argument in new[] { typeof(SealOnce).Assembly.Location, "seal", connectionString, now.ToString("O"), killAt.ToString() })
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var output = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode is 0 or 137, output);
        return process.ExitCode;
    }
}
