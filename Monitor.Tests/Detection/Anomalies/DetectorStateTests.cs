using Microsoft.EntityFrameworkCore;
using Monitor.Domain.Detection;
using Monitor.Tests.Problems;
using Monitor.Tests.Store.Sealing;
using Monitor.Web.Detection;
using Monitor.Web.Store;

namespace Monitor.Tests.Detection.Anomalies;

/// <summary>What detectors know over a restart.</summary>
public sealed class DetectorStateTests(ActingFloor floor) : IClassFixture<ActingFloor>
{
    private static readonly CancellationToken Never = CancellationToken.None;

    [Theory]
    [InlineData(TripleDetector.DetectorName)]
    [InlineData("ewma")]
    [InlineData("evidence")]
    public async Task A_restart_in_the_middle_of_a_stream_changes_no_later_verdict(string detector)
    {
        var options = new DetectionOptions { Detector = detector };
        var ((through, first), (restarted, second)) = (await HostAsync($"through-{detector}"), await HostAsync($"restarted-{detector}"));
        var ticks = Ticks(floor.Clock.GetUtcNow(), 1500);
        await new SealedStore(floor.Databases, floor.Clock).WriteHotAsync(second, ticks);
        using var whole = new AnomalyStage(floor, options);
        using var before = new AnomalyStage(floor, options);
        using var after = new AnomalyStage(floor, options);
        foreach (var ((time, values), i) in ticks.Select((tick, i) => (tick, i)))
        {
            floor.Clock.StepWallClock(time - floor.Clock.GetUtcNow());
            await whole.Judge.JudgeAsync([new CommittedTick(through.Id, first, time, time, values)], Never);
            if (i == 610)
            {
                // In the middle of one anomaly, and with another one after it that is not in the state.
                await before.Judge.SaveAsync(Never);
            }

            await (i < 660 ? before : after).Judge.JudgeAsync([new CommittedTick(restarted.Id, second, time, time, values)], Never);
        }

        var expected = await VerdictsAsync(whole, through);
        Assert.Contains(expected, v => v.BeganAt < ticks[610].Time && v.EndedAt > ticks[610].Time);
        Assert.Contains(expected, v => v.EndedAt > ticks[660].Time);
        Assert.Equal(expected, await VerdictsAsync(after, restarted));
        Assert.Empty(after.Said);

        // Not only what they said: all that they will ever say.
        await whole.Judge.SaveAsync(Never);
        await after.Judge.SaveAsync(Never);
        Assert.Equal(await StateAsync(first), await StateAsync(second));
    }

    [Fact]
    public async Task Fault_46_A_stream_whose_turn_to_be_written_down_is_lost_to_a_failure_is_due_again_a_minute_later()
    {
        var (host, stream) = await HostAsync("lost-turn");
        using var stage = new AnomalyStage(floor);
        await stage.TicksAsync(host, stream, 10, 10);
        floor.Clock.Advance(StateSaving.Every);
        Assert.Single(stage.Saving.TakeDue([]));
        Assert.Empty(stage.Saving.TakeDue([]));
        floor.Clock.Advance(TimeSpan.FromMinutes(1));
        await stage.Saving.SaveAsync(stage.Saving.TakeDue([]), mayWrite: true, Never);
        Assert.NotEmpty(await StateAsync(stream));
        floor.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Empty(stage.Saving.TakeDue([]));
    }

    [Fact]
    public async Task A_state_that_is_broken_or_of_another_version_is_thrown_away_and_learning_begins_anew()
    {
        var hosts = new[] { await HostAsync("broken-1"), await HostAsync("broken-2"), await HostAsync("broken-3") };
        using (var stage = new AnomalyStage(floor))
        {
            foreach (var (host, stream) in hosts)
            {
                await stage.TicksAsync(host, stream, 10, 10, 10, 10, 10, 10);
            }

            await stage.Judge.SaveAsync(Never);
        }

        await using (var db = floor.Db())
        {
            var state = (await db.DetectorStates.SingleAsync(s => s.StreamId == hosts[0].Stream)).State;
            await SetAsync(hosts[0].Stream, state[..(state.Length / 2)]);
            await SetAsync(hosts[1].Stream, [99, .. state[1..]]);
            await SetAsync(hosts[2].Stream, []);
        }

        using var restarted = new AnomalyStage(floor);
        foreach (var (host, stream) in hosts)
        {
            await restarted.TicksAsync(host, stream, 40, 40, 40, 40, 40, 40, 200);
            Assert.Equal(200, Assert.Single(await restarted.AnomaliesAsync(host)).Value);
        }

        Assert.Equal(3, restarted.Said.Count);

        async Task SetAsync(int stream, byte[] state)
        {
            await using var db = floor.Db();
            await db.DetectorStates.Where(s => s.StreamId == stream).ExecuteUpdateAsync(s => s.SetProperty(x => x.State, state));
        }
    }

    [Fact]
    public async Task States_are_written_every_quarter_of_an_hour_by_whichever_server_and_read_as_they_are_after_a_long_gap()
    {
        var (host, stream) = await HostAsync("quarter");
        using var stage = new AnomalyStage(floor);
        using var other = new AnomalyStage(floor);
        await stage.TicksAsync(host, stream, 10, 10, 10, 10, 10, 10);
        Assert.Null(await ThroughAsync());
        floor.Clock.Advance(StateSaving.Every);
        await stage.TicksAsync(host, stream, 10);
        Assert.Equal(floor.Clock.GetUtcNow(), await ThroughAsync());
        await other.TicksAsync(host, stream, 10);
        await other.Judge.SaveAsync(Never);
        Assert.Equal(floor.Clock.GetUtcNow(), await ThroughAsync());
        await stage.TicksAsync(host, stream, 10);
        await stage.Judge.SaveAsync(Never);

        floor.Clock.Advance(TimeSpan.FromHours(5));
        using var restarted = new AnomalyStage(floor);
        await restarted.TicksAsync(host, stream, 40);
        Assert.Single(await restarted.AnomaliesAsync(host));

        async Task<DateTimeOffset?> ThroughAsync()
        {
            await using var db = floor.Db();
            return await db.DetectorStates.Where(s => s.StreamId == stream).Select(s => (DateTimeOffset?)s.Through).SingleOrDefaultAsync();
        }
    }

    [Fact]
    public async Task A_stored_tick_that_a_detector_cannot_bear_is_no_reason_not_to_watch_the_others()
    {
        var ((deadly, first), (other, second)) = (await HostAsync("deadly"), await HostAsync("other"));
        using (var stage = new AnomalyStage(floor))
        {
            await stage.TicksAsync(deadly, first, 10, 10, 10, 10, 10, 10);
            await stage.TicksAsync(other, second, 10, 10, 10, 10, 10, 10);
            await stage.Judge.SaveAsync(Never);
        }

        floor.Clock.Advance(TimeSpan.FromSeconds(30));
        await new SealedStore(floor.Databases, floor.Clock).WriteHotAsync(first, [(floor.Clock.GetUtcNow(), [TripleDetector.Deadly])]);
        using var restarted = new AnomalyStage(floor);
        floor.Clock.Advance(TimeSpan.FromSeconds(10));
        var now = floor.Clock.GetUtcNow();
        await restarted.Judge.JudgeAsync([new(deadly.Id, first, now, now, [10]), new(other.Id, second, now, now, [40])], Never);
        Assert.Equal(40, Assert.Single(await restarted.AnomaliesAsync(other)).Value);
        Assert.Contains("begin anew", Assert.Single(restarted.Said), StringComparison.Ordinal);
        await restarted.TicksAsync(deadly, first, 10, 10, 10, 10, 40);
        Assert.Equal(40, Assert.Single(await restarted.AnomaliesAsync(deadly)).Value);
    }

    [Fact]
    public async Task An_anomaly_of_a_series_that_is_not_there_any_more_ends_also_in_what_is_stored()
    {
        var (host, stream) = await HostAsync("gone");
        using var stage = new AnomalyStage(floor);
        await stage.TicksAsync(host, stream, 10, 10, 10, 10, 10, 40);
        for (var i = 0; i < 6; i++)
        {
            floor.Clock.Advance(StateSaving.Every);
            await stage.TicksAsync(host, stream, double.NaN);
        }

        var ended = Assert.Single(await stage.AnomaliesAsync(host)).EndedAt;
        Assert.NotNull(ended);
        await stage.Judge.SaveAsync(Never);
        Assert.DoesNotContain(StreamStateCodec.Read(await StateAsync(stream)), s => s.Open is not null);
    }

    [Fact]
    public async Task An_anomaly_that_goes_on_when_its_stream_falls_silent_ends_with_it()
    {
        var ((silent, first), (loud, second)) = (await HostAsync("silent"), await HostAsync("loud"));
        using var stage = new AnomalyStage(floor);
        await stage.TicksAsync(silent, first, 10, 10, 10, 10, 10, 40);
        var last = floor.Clock.GetUtcNow();
        for (var i = 0; i < 7; i++)
        {
            floor.Clock.Advance(StateSaving.Every);
            await stage.TicksAsync(loud, second, 10);
        }

        Assert.Equal(last, Assert.Single(await stage.AnomaliesAsync(silent)).EndedAt);
    }

    [Fact]
    public async Task An_anomaly_that_its_detector_has_forgotten_is_ended_and_one_that_goes_on_is_not()
    {
        var ((forgotten, first), (going, second)) = (await HostAsync("forgotten"), await HostAsync("going"));
        using var crashed = new AnomalyStage(floor);
        await crashed.TicksAsync(forgotten, first, 10, 10, 10, 10, 10, 40);
        using var stage = new AnomalyStage(floor);
        await stage.TicksAsync(forgotten, first, 10);
        await stage.TicksAsync(going, second, 10, 10, 10, 10, 10, 40, 40);
        floor.Clock.Advance(LostEnds.Every);
        var now = floor.Clock.GetUtcNow();
        await stage.Judge.JudgeAsync([new(forgotten.Id, first, now, now, [10]), new(going.Id, second, now, now, [40])], Never);
        Assert.Equal(now, Assert.Single(await stage.AnomaliesAsync(forgotten)).EndedAt);
        Assert.Null(Assert.Single(await stage.AnomaliesAsync(going)).EndedAt);
    }

    private async Task<byte[]> StateAsync(int stream)
    {
        await using var db = floor.Db();
        return await db.DetectorStates.Where(s => s.StreamId == stream).Select(s => s.State).SingleAsync();
    }

    /// <summary>Every minute around 20, with bursts of a few ticks now and then.</summary>
    private static List<(DateTimeOffset Time, double[] Values)> Ticks(DateTimeOffset from, int count)
    {
        var random = new Random(7);
        return [.. Enumerable.Range(0, count).Select(i =>
            (from.AddMinutes(i + 1), new[] { 20 + Math.Round(random.NextDouble() * 2, 2) + (i is >= 608 and < 613 or >= 640 and < 644 or >= 720 and < 725 or >= 800 and < 810 or >= 1400 and < 1410 ? 60 : 0) }))];
    }

    private static async Task<List<(DateTimeOffset BeganAt, DateTimeOffset? EndedAt, double Evidence, double Score, AnomalyKind Kind)>> VerdictsAsync(AnomalyStage stage, Host host) =>
        [.. (await stage.AnomaliesAsync(host)).Select(a => (a.BeganAt, a.EndedAt, a.Evidence, a.Score, a.Kind))];

    private async Task<(Host Host, int Stream)> HostAsync(string name)
    {
        var host = await floor.HostAsync(name);
        return (host, await floor.StreamAsync(host, ("cpu.used_percent", "")));
    }
}
