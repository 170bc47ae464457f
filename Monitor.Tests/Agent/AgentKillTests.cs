using System.Diagnostics;
using Monitor.Agent.Local;
using Monitor.Agent.Running;

namespace Monitor.Tests.Agent;

/// <summary>The real program as a process of its own, killed and stopped.</summary>
public sealed class AgentKillTests : IDisposable
{
    private readonly AgentFolder _folder = new();

    [Fact]
    public async Task Fault_01_02_Kills_between_commit_and_answer_lose_nothing_spooled_and_double_nothing()
    {
        // Only the record of the start goes unanswered: were all, the newest tick would always go first and the start wait for ever.
        var isDropping = true;
        await using var sink = await AgentSink.StartAsync(b => new SinkReply(200, DropAfterCommit: isDropping && b.Events is { Count: > 0 }));
        AgentFolder.Settings(sink.Address).Save(_folder.Path);
        const int Kills = 4;
        for (var round = 1; round <= Kills; round++)
        {
            using var agent = Start();
            await sink.UntilAsync(() => sink.Events.Count(e => e.Kind == "agent.started") == round);
            agent.Kill();
            await agent.WaitForExitAsync();
        }

        isDropping = false;
        using (var last = Start())
        {
            await sink.UntilAsync(() => sink.Events.Count(e => e.Kind == "agent.started") == Kills + 1);
            last.StandardInput.Close();
            await last.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
            Assert.Equal(0, last.ExitCode);
        }

        var status = AgentStatus.TryLoad(_folder.Path)!;
        Assert.Equal((0, 0L, 0), (status.SpoolRecords, status.SpoolDropped, status.DeadLetterCount));
        Assert.Equal(Kills + 1, sink.Events.Count(e => e.Kind == "agent.started"));
        Assert.Single(sink.Events, e => e.Kind == "agent.stopped");
        Assert.True(sink.Ticks.Count >= Kills + 2);
        // The records of a run grow in number and time together, over every kill.
        var alone = sink.Received.Where(b => b.Count == 1).DistinctBy(b => b.Seq).OrderBy(b => b.Seq).Select(b => b.Ticks![0].T).ToList();
        Assert.Equal(alone.Order(), alone);
    }

    public void Dispose() => _folder.Dispose();

    private Process Start()
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            RedirectStandardInput = true, RedirectStandardOutput = true,
        };
        foreach (var argument in new[] { typeof(AgentProcess).Assembly.Location, "run", "--data", _folder.Path, "--interval", "1", "--parent-stdin" })
        {
            start.ArgumentList.Add(argument);
        }

        var process = Process.Start(start)!;
        process.OutputDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        return process;
    }
}
