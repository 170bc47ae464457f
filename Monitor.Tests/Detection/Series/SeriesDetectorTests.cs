using Monitor.Domain.Detection;
using Monitor.Domain.Detection.Hygiene;
using Monitor.Domain.Detection.Series;
using Monitor.Domain.Forecasting;

namespace Monitor.Tests.Detection.Series;

/// <summary>What the detector says of things that happen to a series as an agent sends it.</summary>
public sealed class SeriesDetectorTests
{
    private const double Week = 7;

    [Theory]
    [InlineData(2, 1.4)]
    [InlineData(10, 5.4)]
    [InlineData(60, 5.4)]
    public void A_large_spike_that_lasts_alarms_within_two_ticks_of_a_fast_feed(int step, double days)
    {
        var readings = Run(LiveShapes.Cpu(step, days + .01, 5).Then(days, (_, _) => 95), ValueRange.Percent, days);
        Assert.True(readings[0].Reading.IsOnset || readings[1].Reading.IsOnset);
        var onset = readings.First(r => r.Reading.IsOnset);
        Assert.Equal(AnomalyKind.Spike, onset.Reading.Kind);
        Assert.True(onset.Reading.High < 95 && onset.Reading.Score >= .5);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(60)]
    public void Memory_that_grows_from_50_to_80_within_five_minutes_is_found_within_three(int step)
    {
        var readings = Run(LiveShapes.Memory(step, 5.45, 5).Then(5.4, (v, s) => v + Math.Min(30, s / 10)), ValueRange.Percent, 5.4);
        Assert.InRange(readings.First(r => r.Reading.IsOnset).After.TotalMinutes, 0, 3);
    }

    [Fact]
    public void Two_weeks_of_normal_use_give_well_under_one_alarm_a_week_and_series_and_what_is_not_normal_after_them_is_told()
    {
        var (alarms, end) = (0, TimeSpan.FromDays(2 * Week));
        foreach (var seed in Enumerable.Range(11, 3))
        {
            foreach (var (series, odd) in (IEnumerable<(IEnumerable<(DateTimeOffset, double)>, double)>)
                [(LiveShapes.Cpu(10, (2 * Week) + .01, seed), 95), (LiveShapes.Memory(10, (2 * Week) + .01, seed), 75), (LiveShapes.Disk(10, (2 * Week) + .01, seed), 3e8)])
            {
                var readings = Run(series.Then(2 * Week, (_, _) => odd), null, 0);
                alarms += readings.Count(r => r.Reading.IsOnset && r.After < end);
                Assert.True(readings.Count(r => r.Reading.IsAnomalous && r.After < end) < .02 * readings.Count);
                Assert.True(readings.Exists(r => r.Reading.IsOnset && r.After >= end), $"Seed {seed}, {odd}.");
            }
        }

        Assert.InRange(alarms / (3 * 3 * 2.0), 0, .35);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(300)]
    public void A_slow_leak_is_found_within_a_day_and_is_no_normal_after_three(int step)
    {
        var readings = Run(LiveShapes.Memory(step, 11, 7).Then(8, (v, s) => v + (5 * s / LiveShapes.DaySeconds)), ValueRange.Percent, 8);
        var onset = readings.First(r => r.Reading.IsOnset);
        Assert.Equal(AnomalyKind.TrendUp, onset.Reading.Kind);
        Assert.InRange(onset.After.TotalHours, 0, 24);
        Assert.True(readings[^1].Reading.IsAnomalous);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(300)]
    [InlineData(3600)]
    public void A_drop_is_found_at_its_first_rows(int step)
    {
        var readings = Run(LiveShapes.Memory(step, 14.6, 7).Then(14.5, (_, _) => 20), ValueRange.Percent, 14.5);
        var onset = readings.FindIndex(r => r.Reading.IsOnset);
        Assert.InRange(onset, 0, 1);
        Assert.Equal(AnomalyKind.Drop, readings[onset].Reading.Kind);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(300)]
    public void A_level_that_shifts_for_good_is_found_and_learned_in_the_end(int step)
    {
        var readings = Run(LiveShapes.Memory(step, 13, 7).Then(8, (v, _) => v + 12), ValueRange.Percent, 8);
        Assert.True(readings.First(r => r.Reading.IsOnset).After < TimeSpan.FromMinutes(10));
        Assert.Contains(readings, r => r.Reading.Kind == AnomalyKind.ShiftUp);
        Assert.False(readings[^1].Reading.IsAnomalous);
    }

    [Theory]
    [InlineData(10, 12)]
    [InlineData(300, 8)]
    public void A_series_that_becomes_restless_is_found_within_an_hour(int step, double by)
    {
        var random = new Random(3);
        var readings = Run(LiveShapes.Memory(step, 9, 7).Then(8.2, (v, _) => v + (by * LiveShapes.Normal(random))), ValueRange.Percent, 8.2);
        Assert.True(readings.First(r => r.Reading.IsOnset).After < TimeSpan.FromHours(1));
        Assert.True(step < 300 || readings.Exists(r => r.Reading.Kind == AnomalyKind.Unrest));
    }

    [Fact]
    public void A_day_that_stays_away_is_found()
    {
        var random = new Random(3);
        var readings = Run(LiveShapes.Memory(60, 11, 7).Then(10, (_, _) => 48 + (.3 * LiveShapes.Normal(random))), ValueRange.Percent, 10);
        Assert.Equal(AnomalyKind.MissingSeason, readings.First(r => r.Reading.IsOnset).Reading.Kind);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(300)]
    public void A_series_that_always_moved_and_stands_still_is_found(int step)
    {
        var readings = Run(LiveShapes.Cpu(step, 9, 7).Then(8, (_, _) => 11), ValueRange.Percent, 8);
        var onset = readings.First(r => r.Reading.IsOnset);
        Assert.Equal(AnomalyKind.FlatLine, onset.Reading.Kind);
        Assert.InRange(onset.After.TotalHours, 1, 1.5);
        Assert.True(readings[^1].Reading.IsAnomalous);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(37.5)]
    [InlineData(-4e11)]
    public void A_constant_is_silent_and_so_is_its_smallest_change(double value)
    {
        var series = Rows(10, 40_000, i => value + (i > 35_000 ? Math.Abs(value) * 1e-4 : 0));
        Assert.DoesNotContain(Run(series, null, 0), r => r.Reading.IsAnomalous);
    }

    [Fact]
    public void A_backup_of_every_night_becomes_known_and_one_at_noon_does_not()
    {
        var readings = Run(LiveShapes.Disk(10, 9, 4).Then(8.5, (v, s) => s < 1500 ? v + 3e7 : v), null, 0);
        Assert.DoesNotContain(readings, r => r.Reading.IsOnset && r.After.TotalDays is > 3 and < 8.5);
        Assert.Contains(readings, r => r.Reading.IsOnset && r.After.TotalDays >= 8.5);
    }

    [Fact]
    public void An_alarm_is_not_repeated_within_half_a_day_but_for_clearly_more()
    {
        List<(TimeSpan After, AnomalyReading Reading)> Strong(double second) => Run(
            LiveShapes.Memory(300, 8.45, 7).Then(8, (v, s) => v + (s < 600 ? 6 : s is >= 10_800 and < 11_400 ? second : s is >= 32_400 and < 33_000 ? 40 : 0)), ValueRange.Percent, 8)
            .FindAll(r => r.Reading.Score > .5);

        // After a strong one in between the last is less unusual: an alarm by itself, but not by four more than the one nine hours before.
        var (last, repeated) = (TimeSpan.FromHours(9), Strong(15));
        Assert.Contains(repeated, r => r.After >= last);
        Assert.Single(repeated, r => r.Reading.IsOnset);
        var more = Strong(8).FindAll(r => r.Reading.IsOnset);
        Assert.Equal([TimeSpan.Zero, last], more.Select(r => r.After));
        Assert.True(more[1].Reading.Evidence > more[0].Reading.Evidence + 4);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(300)]
    public void A_real_label_makes_a_weaker_anomaly_of_the_series_alarm_and_normal_here_silences_a_stronger_one(int step)
    {
        bool Tells(double by, int real, int normalHere)
        {
            var detector = new SeriesDetector(DetectionPreset.Quiet, ValueRange.Percent) { ThresholdFactor = LabelThreshold.Factor(real, normalHere) };
            return Run(LiveShapes.Memory(step, 5.41, 5).Then(5.4, (v, _) => v + by), null, 5.4, detector).Exists(r => r.Reading.IsOnset);
        }

        var least = Enumerable.Range(1, 60).First(by => Tells(by / 4.0, 0, 0)) / 4.0;
        Assert.False(Tells(least - .25, 0, 0));
        Assert.True(Tells(least - .25, 8, 0));
        Assert.False(Tells(least, 0, 8));
        Assert.True(Tells(40, 0, 1));
    }

    private static List<(TimeSpan After, AnomalyReading Reading)> Run(
        IEnumerable<(DateTimeOffset Time, double Value)> series, ValueRange? range, double fromDays, SeriesDetector? detector = null)
    {
        detector ??= new SeriesDetector(DetectionPreset.Quiet, range);
        var from = LiveShapes.Start.AddDays(fromDays);
        return [.. series.Select(row => (After: row.Time - from, Reading: detector.Observe(row.Time, row.Value))).Where(r => r.After >= TimeSpan.Zero)];
    }

    private static IEnumerable<(DateTimeOffset Time, double Value)> Rows(int step, int count, Func<int, double> value) =>
        Enumerable.Range(0, count).Select(i => (LiveShapes.Start.AddSeconds((double)i * step), value(i)));
}
