using System.Diagnostics;
using System.Text.Json;
using Monitor.Agent.Delivery;
using Monitor.Agent.Local;
using Monitor.Agent.Running;
using Monitor.Tests.Support;

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

    [Fact]
    public async Task Fault_01_Kills_at_random_moments_lose_nothing_that_was_spooled_or_answered()
    {
        // The server is away every other time, so that the spool holds more than the record under way.
        var isAway = false;
        await using var sink = await AgentSink.StartAsync(_ => isAway ? new SinkReply(503) : SinkReply.Store);
        AgentFolder.Settings(sink.Address).Save(_folder.Path);
        var seed = LongRun.IsOn ? Environment.TickCount : 1;
        var (random, owed) = (new Random(seed), new HashSet<long>());
        for (var round = 0; round < LongRun.Rounds(4, 50); round++)
        {
            isAway = round % 2 == 1;
            using var agent = Start();
            // In the middle of whatever it does after so many of its batches have come.
            var wanted = sink.Look(() => sink.Received.Count) + random.Next(1, 4);
            await sink.UntilAsync(() => sink.Received.Count >= wanted);
            agent.Kill();
            await agent.WaitForExitAsync();
            owed.UnionWith(Spooled());
            owed.UnionWith(sink.Look(() => sink.Ticks.Keys.ToArray()));
        }

        isAway = false;
        using (var last = Start())
        {
            await sink.UntilAsync(() => owed.IsSubsetOf(sink.Ticks.Keys));
            last.StandardInput.Close();
            await last.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
        }

        Assert.True(owed.Count > 0, $"seed {seed}");
        var status = AgentStatus.TryLoad(_folder.Path)!;
        Assert.True(status is { SpoolRecords: 0, DeadLetterCount: 0, SpoolDropped: 0 }, $"seed {seed}: {status}");
    }

    [Fact]
    public async Task Fault_01_Kills_at_random_moments_lose_and_double_no_line_of_a_log_that_rotates()
    {
        await using var sink = await AgentSink.StartAsync();
        AgentFolder.Settings(sink.Address).Save(_folder.Path);
        var seed = LongRun.IsOn ? Environment.TickCount : 1;
        var (random, written) = (new Random(seed), 0);
        using var logs = new AgentFolder();
        var path = logs.In("app.log");
        await File.WriteAllTextAsync(path, "");
        _folder.ReadLogs(path);
        for (var round = 0; round < LongRun.Rounds(3, 40); round++)
        {
            using var agent = Start();
            var wanted = sink.Look(() => sink.Received.Count) + random.Next(2, 5);
            // Only what comes after the first start is read.
            await sink.UntilAsync(() => sink.Events.Count > 0);
            while (sink.Look(() => sink.Received.Count) < wanted)
            {
                Write(random.Next(1, 20));
                await sink.NextAsync();
            }

            agent.Kill();
            await agent.WaitForExitAsync();
            Write(5);
        }

        using (var last = Start())
        {
            await sink.UntilAsync(() => sink.Lines.Select(l => l.Line.Text).Contains($"line {written - 1}"));
            last.StandardInput.Close();
            await last.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
        }

        Assert.True(written > 20);
        Assert.Equal(Enumerable.Range(0, written).Select(i => $"line {i}"), sink.Lines.Select(l => l.Line.Text));
        return;

        void Write(int lines)
        {
            File.AppendAllText(path, string.Concat(Enumerable.Range(written, lines).Select(i => $"line {i}\n")));
            written += lines;
            if (random.Next(4) == 0)
            {
                for (var i = 50; i > 0; i--)
                {
                    if (File.Exists($"{path}.{i}"))
                    {
                        File.Move($"{path}.{i}", $"{path}.{i + 1}");
                    }
                }

                File.Move(path, path + ".1");
                File.AppendAllText(path, "");
            }
        }
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>The times of the ticks on disk, read as the next start would read them, from a copy.</summary>
    private List<long> Spooled()
    {
        using var copy = new AgentFolder();
        var from = _folder.In("spool", "host-7");
        foreach (var file in Directory.Exists(from) ? Directory.GetFiles(from) : [])
        {
            File.Copy(file, copy.In(Path.GetFileName(file)));
        }

        var times = new List<long>();
        using var spool = new Spool(new SpoolOptions { Folder = copy.Path }, TimeProvider.System);
        while (spool.ReadOldest(1000, 1 << 24) is { Count: > 0 } records)
        {
            foreach (var record in records)
            {
                for (var parts = new RecordParts(record.Payload.Span); parts.MoveNext();)
                {
                    if (parts.Kind == PartKind.Tick)
                    {
                        times.Add(JsonElement.Parse(parts.Json).GetProperty("t").GetInt64());
                    }
                }
            }

            spool.Acknowledge(records);
        }

        return times;
    }

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
