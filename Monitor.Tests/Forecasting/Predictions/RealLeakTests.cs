using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Monitor.Domain.Forecasting;
using Monitor.Domain.Problems;
using Monitor.Tests.Agent;
using Monitor.Tests.Problems;
using Monitor.Tests.Problems.Ledger;
using Monitor.Tests.Problems.Replay;
using Monitor.Tests.Support;

namespace Monitor.Tests.Forecasting.Predictions;

/// <summary>A real file grows on a real, small file system that a real agent watches. Only its time is stretched: a tick of 100 ms counts as five minutes.</summary>
public sealed class RealLeakTests(ActingFloor floor) : IClassFixture<ActingFloor>
{
    private const int Piece = 512 * 1024;

    [NeedsRootFact("mount", "umount")]
    public async Task A_file_that_grows_on_a_small_disk_is_told_before_the_disk_is_full_and_is_the_same_problem_when_it_is()
    {
        var measured = await MeasureAsync();
        Assert.True(measured.Count > 40 && measured[0] < 10 && measured[^1] > 80, string.Join(' ', measured));

        var midnight = new DateTimeOffset(2026, 11, 21, 0, 0, 0, TimeSpan.Zero);
        floor.Clock.Advance(midnight - floor.Clock.GetUtcNow());
        var stage = new LeakStage(floor);
        var host = await floor.HostAsync("small-disk");
        var streamId = await StoredDays.WriteAsync(floor, host, "disk.used_percent", midnight, 3, _ => measured[0]);
        var series = floor.Catalog.FindStream(streamId)!.Series[0];
        DateTimeOffset? toldAt = null;
        for (var i = 0; i < measured.Count; i++)
        {
            await stage.Store.WriteHotAsync(streamId, [(floor.Clock.GetUtcNow(), [measured[i]])]);
            floor.Clock.Advance(LeakStage.Step);
            if (measured[i] > 80)
            {
                await stage.SampleAsync(host.Id, streamId, measured[i]);
                break;
            }

            if (i % 3 == 2)
            {
                await stage.RoundAsync([series]);
                await using var look = floor.Db();
                toldAt ??= await look.Problems.AnyAsync(p => p.HostId == host.Id && p.Phase == ProblemPhase.Predicted) ? floor.Clock.GetUtcNow() : null;
            }
        }

        await stage.Sweep.RunAsync(CancellationToken.None);
        Assert.NotNull(toldAt);
        await using var db = floor.Db();
        var problem = await db.Problems.SingleAsync(p => p.HostId == host.Id);
        Assert.Equal(ProblemPhase.Firing, problem.Phase);
        Assert.Equal(["Began", "CameTrue"], (await floor.NoticesAsync(host)).Where(n => !n.StartsWith("Escalated", StringComparison.Ordinal)));
        Assert.Contains("is expected to exceed 80 %", (await db.Tickets.SingleAsync(t => t.HostId == host.Id)).Title, StringComparison.Ordinal);
        Assert.True((await db.Predictions.SingleAsync(p => p.HostId == host.Id)) is { Outcome: PredictionOutcome.Hit } hit && hit.Lead > TimeSpan.Zero);
    }

    /// <summary>What the agent sent of the disk while the file grew, in its order.</summary>
    private static async Task<IReadOnlyList<double>> MeasureAsync()
    {
        var disk = TestFolders.Create("small-disk");
        await RunAsync("mount", "-t", "tmpfs", "-o", "size=32m", "tmpfs", disk);
        try
        {
            using var folder = new AgentFolder();
            await using var sink = await AgentSink.StartAsync();
            await using var file = File.Create(Path.Combine(disk, "leak"));
            await AgentProcessTests.RunUntilAsync(folder, sink, () =>
            {
                file.Write(new byte[Piece]);
                file.Flush();
                return Of(sink, disk) is { Count: > 0 } sent && sent[^1] > 82;
            });
            return sink.Look(() => Of(sink, disk));
        }
        finally
        {
            await RunAsync("umount", disk);
            TestFolders.Delete(disk);
        }
    }

    private static List<double> Of(AgentSink sink, string mount)
    {
        var names = sink.Series.Values.MaxBy(s => s.Count) ?? [];
        var place = names.ToList().FindIndex(s => s.Metric == "disk.used_percent" && s.Labels.Any(l => l.Value == mount));
        return place < 0 ? [] : [.. sink.Ticks.Values.Where(v => place < v.Count && v[place] is not null).Select(v => v[place]!.Value)];
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
    }
}
