using Microsoft.EntityFrameworkCore;
using Monitor.Domain.Detection;
using Monitor.Domain.Metrics;
using Monitor.Domain.Problems.Suppression;
using Monitor.Tests.Problems;
using Monitor.Web.Detection;
using Monitor.Web.Live;
using Monitor.Web.Store;

namespace Monitor.Tests.Detection.Anomalies;

public sealed class AnomalyJudgeTests(ActingFloor floor) : IClassFixture<ActingFloor>
{
    private static readonly CancellationToken Never = CancellationToken.None;

    [Fact]
    public async Task An_anomaly_of_a_series_is_written_with_its_end_and_opens_no_ticket()
    {
        var (host, stream) = await HostAsync("mark-1");
        using var stage = new AnomalyStage(floor);
        using var screens = floor.Live.Subscribe(LiveFeed.Anomalies);
        await stage.TicksAsync(host, stream, 10, 10, 10, 10, 10, 10);
        Assert.False(screens.TakeChange());
        await stage.TicksAsync(host, stream, 40);
        Assert.True(screens.TakeChange());
        var began = floor.Clock.GetUtcNow();
        Assert.Null(Assert.Single(await stage.AnomaliesAsync(host)).EndedAt);
        await stage.TicksAsync(host, stream, 80, 10);

        var anomaly = Assert.Single(await stage.AnomaliesAsync(host));
        Assert.Equal((AnomalySubject.Series, "cpu.used_percent", AnomalyKind.Spike), (anomaly.Subject, anomaly.Metric, anomaly.Kind));
        Assert.Equal((began, began.AddSeconds(20)), (anomaly.BeganAt, anomaly.EndedAt!.Value));
        Assert.Equal((40.0, 10.0, 8.0), (anomaly.Value!.Value, anomaly.Expected!.Value, anomaly.Evidence));
        Assert.True(anomaly is { ProblemId: null, Hold: null });
        Assert.NotEmpty(anomaly.Sentence);
        await using var db = floor.Db();
        Assert.False(await db.Problems.AnyAsync(p => p.HostId == host.Id) || await db.Tickets.AnyAsync(t => t.HostId == host.Id));
    }

    [Fact]
    public async Task Two_servers_that_see_the_same_ticks_write_an_anomaly_once()
    {
        var (host, stream) = await HostAsync("mark-2");
        using var one = new AnomalyStage(floor);
        using var other = new AnomalyStage(floor);
        foreach (var value in new double[] { 10, 10, 10, 10, 10, 40, 10 })
        {
            await one.TicksAsync(host, stream, value);
            var now = floor.Clock.GetUtcNow();
            await other.Judge.JudgeAsync([new CommittedTick(host.Id, stream, now, now, [value])], Never);
        }

        await one.Judge.SaveAsync(Never);
        await other.Judge.SaveAsync(Never);
        Assert.NotNull(Assert.Single(await one.AnomaliesAsync(host)).EndedAt);
        Assert.Empty(one.Said.Concat(other.Said));
    }

    [Fact]
    public async Task Fault_23_Ticks_out_of_order_and_late_ones_change_nothing()
    {
        var (ordered, first) = await HostAsync("order-1");
        var (mixed, second) = await HostAsync("order-2");
        using var stage = new AnomalyStage(floor);
        foreach (var value in new double[] { 10, 11, 12, 10, 11, 12, 50, 10, 11, 60, 12 })
        {
            floor.Clock.Advance(TimeSpan.FromSeconds(10));
            var now = floor.Clock.GetUtcNow();
            await stage.Judge.JudgeAsync(
                [
                    new(ordered.Id, first, now, now, [value]),
                    new(mixed.Id, second, now.AddMinutes(-30), now, [1000]),
                    new(mixed.Id, second, now, now, [value]),
                    new(mixed.Id, second, now.AddSeconds(-15), now, [1000]),
                    new(mixed.Id, second, now, now, [1000]),
                ],
                Never);
        }

        var expected = (await stage.AnomaliesAsync(ordered)).Select(a => (a.BeganAt, a.EndedAt, a.Evidence)).ToList();
        Assert.Equal(2, expected.Count);
        Assert.Equal(expected, (await stage.AnomaliesAsync(mixed)).Select(a => (a.BeganAt, a.EndedAt, a.Evidence)));
    }

    [Fact]
    public async Task Fault_29_What_is_no_number_is_not_shown_to_a_detector()
    {
        var (host, stream) = await HostAsync("finite");
        using var stage = new AnomalyStage(floor);
        await stage.TicksAsync(host, stream, 10, double.NaN, 10, double.PositiveInfinity, 10, double.NegativeInfinity, 10, 10, double.MaxValue, 10);
        var anomaly = Assert.Single(await stage.AnomaliesAsync(host));
        Assert.Equal(double.MaxValue, anomaly.Value);
        Assert.NotNull(anomaly.EndedAt);
        Assert.Empty(stage.Said);
    }

    [Fact]
    public async Task Fault_30_A_counter_that_begins_again_is_no_anomaly_and_no_negative_rate()
    {
        var host = await floor.HostAsync("counter");
        var stream = await floor.StreamAsync(host, ("disk.reads_total", ""));
        using var stage = new AnomalyStage(floor);
        var (rates, total) = (new CommittedRates(floor.Catalog), 1e9);
        for (var i = 0; i < 30; i++)
        {
            total = i is 12 or 20 ? 500 : total + 1000;
            var rate = rates.Of(stream, floor.Clock.GetUtcNow().AddSeconds(10), [total])[0];
            Assert.False(rate < 0);
            await stage.TicksAsync(host, stream, rate);
        }

        Assert.Equal(1, stage.Bank.Watched);
        Assert.Empty(await stage.AnomaliesAsync(host));
        await stage.TicksAsync(host, stream, 5000);
        Assert.Single(await stage.AnomaliesAsync(host));
    }

    [Fact]
    public async Task Fault_31_A_flood_of_series_is_watched_up_to_the_bound_and_told()
    {
        var host = await floor.HostAsync("flood");
        var stream = await floor.StreamAsync(host, [.. Enumerable.Range(0, 50).Select(i => ("shop.orders", $"pod=\"{i}\""))]);
        using var stage = new AnomalyStage(floor, new DetectionOptions { Detector = TripleDetector.DetectorName, MaxSeries = 20 });
        for (var i = 0; i < 8; i++)
        {
            await stage.TickAsync(host, stream, [.. Enumerable.Range(0, 50).Select(_ => i == 7 ? 100.0 : 10.0)]);
        }

        Assert.Equal((20, 20, 30), (stage.Bank.Watched, stage.Figures.Watched, stage.Figures.LeftOut));
        Assert.Contains("Detection:MaxSeries", Assert.Single(stage.Said), StringComparison.Ordinal);
        var anomalies = await stage.AnomaliesAsync(host);
        Assert.Equal(20, anomalies.Count(a => a.Hold is null));
    }

    [Fact]
    public async Task Beyond_the_budget_of_the_day_marks_are_kept_and_held_back_also_after_a_restart()
    {
        var (host, stream) = await HostAsync("budget");
        var options = new DetectionOptions { Detector = TripleDetector.DetectorName, AlarmsPerHostAndDay = 2 };
        using (var stage = new AnomalyStage(floor, options))
        {
            await stage.TicksAsync(host, stream, 10, 10, 10, 10, 10, 40, 10, 40, 10, 40, 10);
            Assert.Equal([null, null, AnomalyHold.Budget], (await stage.AnomaliesAsync(host)).Select(a => a.Hold));
            await stage.Judge.SaveAsync(Never);
        }

        using var restarted = new AnomalyStage(floor, options);
        await restarted.TicksAsync(host, stream, 40, 10);
        Assert.Equal(AnomalyHold.Budget, (await restarted.AnomaliesAsync(host))[^1].Hold);
        floor.Clock.Advance(TimeSpan.FromDays(1));
        await restarted.TicksAsync(host, stream, 40, 10);
        Assert.Null((await restarted.AnomaliesAsync(host))[^1].Hold);
    }

    [Fact]
    public async Task What_is_not_watched_any_more_ends_and_is_silent_until_it_is_watched_again()
    {
        var (host, stream) = await HostAsync("settings");
        using var stage = new AnomalyStage(floor);
        await stage.TicksAsync(host, stream, 10, 10, 10, 10, 10, 40);
        var setting = new DetectionSetting { Metric = "cpu.*", Preset = null, Detector = TripleDetector.DetectorName };
        await using (var db = floor.Db())
        {
            db.DetectionSettings.Add(setting);
            await db.SaveChangesAsync();
        }

        try
        {
            floor.Live.Publish(LiveFeed.Detection);
            await stage.TicksAsync(host, stream, 40, 10, 10, 10, 40, 40);
            Assert.NotNull(Assert.Single(await stage.AnomaliesAsync(host)).EndedAt);
            Assert.Equal(0, stage.Bank.Watched);
        }
        finally
        {
            await using var db = floor.Db();
            await db.DetectionSettings.ExecuteDeleteAsync();
        }

        floor.Live.Publish(LiveFeed.Detection);
        await stage.TicksAsync(host, stream, 10, 10, 10, 10, 10, 40);
        Assert.Equal(2, (await stage.AnomaliesAsync(host)).Count);
    }

    [Fact]
    public async Task A_host_is_not_watched_as_usual_in_maintenance_and_for_half_an_hour_after_a_deploy()
    {
        var (host, _) = await HostAsync("worked-on");
        await using (var db = floor.Db())
        {
            db.Events.Add(new HostEvent { HostId = host.Id, Kind = "deploy", Text = "shop 4.2", At = floor.Clock.GetUtcNow() });
            db.Maintenance.Add(Window("host=worked-on", floor.Clock.GetUtcNow().AddHours(2), TimeSpan.FromHours(1)));
            await db.SaveChangesAsync();
        }

        var facts = await FactsAsync();
        var now = floor.Clock.GetUtcNow();
        Assert.Equal([true, true, false, false, true, true, false], new[] { 0, 29, 30, 119, 120, 179, 180 }.Select(m => facts.IsPaused(host.Id, now.AddMinutes(m))));
        Assert.False(facts.IsPaused((await floor.HostAsync("left-alone")).Id, now));
    }

    [Fact]
    public async Task A_mark_in_maintenance_is_kept_and_held_back()
    {
        var (host, stream) = await HostAsync("patched");
        var start = floor.Clock.GetUtcNow();
        await using (var db = floor.Db())
        {
            db.Maintenance.Add(Window("host=patched", start.AddMinutes(600), TimeSpan.FromMinutes(40)));
            await db.SaveChangesAsync();
        }

        using var stage = new AnomalyStage(floor, new DetectionOptions());
        var random = new Random(5);
        for (var i = 0; i < 640; i++)
        {
            var time = start.AddMinutes(i + 1);
            floor.Clock.StepWallClock(time - floor.Clock.GetUtcNow());
            await stage.Judge.JudgeAsync([new CommittedTick(host.Id, stream, time, time, [20 + random.NextDouble() + (i is >= 608 and < 613 ? 60 : 0)])], Never);
        }

        var anomaly = Assert.Single(await stage.AnomaliesAsync(host));
        Assert.Equal((AnomalyHold.Maintenance, "evidence"), (anomaly.Hold, anomaly.Detector));
        Assert.InRange(anomaly.BeganAt, start.AddMinutes(609), start.AddMinutes(614));
    }

    [Fact]
    public async Task One_stream_whose_detector_fails_begins_anew_and_the_others_go_on()
    {
        var (broken, first) = await HostAsync("deadly");
        var (fine, second) = await HostAsync("fine");
        using var stage = new AnomalyStage(floor);
        foreach (var value in new double[] { 10, 10, 10, 10, 10, TripleDetector.Deadly, 10, 10, 10, 10, 10, 40 })
        {
            floor.Clock.Advance(TimeSpan.FromSeconds(10));
            var now = floor.Clock.GetUtcNow();
            await stage.Judge.JudgeAsync([new(broken.Id, first, now, now, [value]), new(fine.Id, second, now, now, [value == TripleDetector.Deadly ? 10 : value])], Never);
        }

        Assert.Single(await stage.AnomaliesAsync(broken));
        Assert.Single(await stage.AnomaliesAsync(fine));
        Assert.Single(stage.Said);
    }

    [Fact]
    public async Task What_people_called_normal_wants_more_to_be_told_and_a_known_pattern_is_held_back()
    {
        var (host, stream) = await HostAsync("labelled");
        await LabelAsync(host, stream, AnomalyVerdict.NormalHere);
        using var stage = new AnomalyStage(floor);
        await stage.TicksAsync(host, stream, 10, 10, 10, 10, 10, 40, 10);
        Assert.Equal(10, (await stage.AnomaliesAsync(host)).Count);
        await stage.TicksAsync(host, stream, 40, 200, 10);
        var told = (await stage.AnomaliesAsync(host))[^1];
        Assert.Equal((200.0, null), (told.Value!.Value, told.Hold));
        Assert.Equal(TimeSpan.FromSeconds(10), told.EndedAt - told.BeganAt);

        await using (var db = floor.Db())
        {
            var now = floor.Clock.GetUtcNow();
            db.AnomalyPatterns.Add(new AnomalyPattern
            {
                HostId = host.Id, Series = ["cpu.used_percent"], MinuteOfDay = (int)now.TimeOfDay.TotalMinutes, Labels = 3, LastSeenAt = now, SilentSince = now,
            });
            await db.SaveChangesAsync();
        }

        floor.Clock.Advance(TimeSpan.FromSeconds(61));
        await stage.TicksAsync(host, stream, 200, 10);
        Assert.Equal(AnomalyHold.KnownPattern, (await stage.AnomaliesAsync(host))[^1].Hold);
    }

    [Fact]
    public async Task What_people_called_real_wants_less_to_be_told_within_a_minute_and_after_a_restart()
    {
        var (host, stream) = await HostAsync("missed");
        using (var stage = new AnomalyStage(floor))
        {
            await stage.TicksAsync(host, stream, 10, 10, 10, 10, 10, 25, 10);
            Assert.Empty(await stage.AnomaliesAsync(host));
            await LabelAsync(host, stream, AnomalyVerdict.Real);
            floor.Clock.Advance(TimeSpan.FromSeconds(61));
            await stage.TicksAsync(host, stream, 25, 10);
            Assert.Equal(25, (await stage.AnomaliesAsync(host))[^1].Value);
            await stage.Judge.SaveAsync(Never);
        }

        using var restarted = new AnomalyStage(floor);
        await restarted.TicksAsync(host, stream, 25, 10);
        Assert.Equal(10 + 2, (await restarted.AnomaliesAsync(host)).Count);
    }

    /// <summary>Ten anomalies of the days before, each with what people said of it.</summary>
    private async Task LabelAsync(Host host, int stream, AnomalyVerdict verdict)
    {
        var (series, now) = (floor.Catalog.FindStream(stream)!.Series[0].Id, floor.Clock.GetUtcNow());
        await using var db = floor.Db();
        var before = Enumerable.Range(1, 10).Select(i => new Anomaly
        {
            Subject = AnomalySubject.Series, HostId = host.Id, SeriesId = series, Detector = "triple", Metric = "cpu.used_percent", BeganAt = now.AddDays(-i), EndedAt = now.AddDays(-i), Sentence = "x",
        }).ToList();
        db.Anomalies.AddRange(before);
        await db.SaveChangesAsync();
        db.AnomalyLabels.AddRange(before.Select(a => new AnomalyLabel { AnomalyId = a.Id, Verdict = verdict, SaidAt = now }));
        await db.SaveChangesAsync();
    }

    private async Task<(Host Host, int Stream)> HostAsync(string name)
    {
        var host = await floor.HostAsync(name);
        return (host, await floor.StreamAsync(host, ("cpu.used_percent", "")));
    }

    private static MaintenanceWindow Window(string matchers, DateTimeOffset from, TimeSpan duration) => new()
    {
        Name = "Patches", Matchers = matchers, Zone = "UTC", CreatedAt = from.AddDays(-1), Duration = duration, StartsLocal = DateTime.SpecifyKind(from.UtcDateTime, DateTimeKind.Unspecified),
    };

    private async Task<DetectionFacts> FactsAsync()
    {
        await using var db = floor.Db();
        return await DetectionFacts.ReadAsync(db, "evidence", DetectionFacts.Default("evidence"), floor.Clock.GetUtcNow(), TimeSpan.FromHours(1), Never);
    }
}
