using Monitor.Domain.Detection;
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
    public void Two_weeks_of_normal_use_give_well_under_one_alarm_a_week_and_series()
    {
        var alarms = 0;
        foreach (var seed in Enumerable.Range(11, 3))
        {
            foreach (var series in (IEnumerable<(DateTimeOffset, double)>[])[LiveShapes.Cpu(10, 2 * Week, seed), LiveShapes.Memory(10, 2 * Week, seed), LiveShapes.Disk(10, 2 * Week, seed)])
            {
                var readings = Run(series, null, 0);
                alarms += readings.Count(r => r.Reading.IsOnset);
                Assert.True(readings.Count(r => r.Reading.IsAnomalous) < .02 * readings.Count);
            }
        }

        Assert.InRange(alarms / (3 * 3 * 2.0), 0, .5);
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
        var readings = Run(LiveShapes.Memory(300, 9, 7).Then(8, (v, s) => s % 7200 < 600 ? v + 6 : v), ValueRange.Percent, 8);
        var onsets = readings.Where(r => r.Reading.IsOnset).ToList();
        Assert.NotEmpty(onsets);
        Assert.All(onsets.Zip(onsets.Skip(1)), p => Assert.True(p.Second.After - p.First.After > TimeSpan.FromHours(12) || p.Second.Reading.Evidence > p.First.Reading.Evidence + 3));
    }

    [Fact]
    public void Labels_move_the_threshold_both_ways()
    {
        int Alarms(double offset) => Run(LiveShapes.Cpu(300, 20, 9), null, 0, new SeriesDetector(DetectionPreset.Sensitive, null, offset)).Count(r => r.Reading.IsOnset);
        Assert.True(Alarms(-5) > Alarms(0));
        Assert.Equal(0, Alarms(30));
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
