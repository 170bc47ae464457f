using System.Diagnostics;
using Monitor.Tests.Support;
using Monitor.Web.Hosting;

namespace Monitor.Tests.Bench;

/// <summary>What the published agent costs its host: memory and CPU over 60 s at one tick every 2 s, against a real server.</summary>
internal static class AgentBench
{
    /// <summary>The agent gives back what its start needed after 10 s.</summary>
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Measured = TimeSpan.FromSeconds(60);

    public static async Task RunAsync(string[] arguments, CancellationToken cancellationToken)
    {
        var data = TestFolders.Create("bench");
        try
        {
            await using var server = await ServerProcess.StartAsync(data);
            await Eventually.True(() => ChildProcesses.Of(server.Id, "--parent-stdin") is not null);
            using var agent = Process.GetProcessById(ChildProcesses.Of(server.Id, "--parent-stdin")!.Value);
            await Task.Delay(WarmUp, cancellationToken);

            agent.Refresh();
            var before = agent.TotalProcessorTime;
            var started = Stopwatch.GetTimestamp();
            long most = 0;
            while (Stopwatch.GetElapsedTime(started) < Measured)
            {
                await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken);
                agent.Refresh();
                most = Math.Max(most, agent.WorkingSet64);
            }

            var share = (agent.TotalProcessorTime - before) / Stopwatch.GetElapsedTime(started);
            Benches.Print("agent.rss_mb", most / 1e6, "MB");
            Benches.Print("agent.core_percent", share * 100, "% of one core");
        }
        finally
        {
            TestFolders.Delete(data);
        }
    }
}
