using Monitor.Domain.Forecasting;

namespace Monitor.Tests.Forecasting;

/// <summary>When something is full: values of every 15 minutes, a limit of 90.</summary>
public sealed class CapacityTests
{
    private const int Day = 96;

    [Fact]
    public void A_line_reaches_the_limit_when_it_does_and_the_interval_holds_it()
    {
        var outlook = Look(SeriesShapes.Make(7 * Day, i => 50 + (i * 4.0 / Day)));
        Assert.Equal(CapacityReason.Growing, outlook.Reason);
        Assert.InRange(outlook.Expected!.Value.TotalDays, 2.8, 3.5);
        Assert.True(outlook.Earliest <= TimeSpan.FromDays(3.01) && outlook.Latest >= TimeSpan.FromDays(3));
        Assert.InRange(outlook.PerDay, 3.5, 4.1);
    }

    [Fact]
    public void Five_saw_teeth_of_log_rotation_raise_nothing()
    {
        for (var seed = 0; seed < 5; seed++)
        {
            var random = new Random(seed);
            var (low, rise, hours) = (40 + (seed * 5), 15 + (seed * 2), 12 + (12 * (seed % 3)));
            var values = SeriesShapes.Make(14 * Day, i => low + (rise * (i % (hours * 4)) / (hours * 4.0)) + random.NextDouble());
            for (var known = 4 * Day; known <= values.Length; known += 37)
            {
                var outlook = Look(values[..known]);
                Assert.False(outlook.Expected < TimeSpan.FromDays(4), $"seed {seed}, {known} values: {outlook}");
            }
        }
    }

    [Fact]
    public void Teeth_that_climb_reach_the_limit_with_their_peaks()
    {
        var outlook = Look(SeriesShapes.Make(10 * Day, i => 50 + (2.0 * i / Day) + (8.0 * (i % Day) / Day)));
        Assert.Equal(CapacityReason.Growing, outlook.Reason);
        Assert.InRange(outlook.Expected!.Value.TotalDays, 5, 13);
    }

    [Fact]
    public void Sudden_growth_is_told_hours_before_the_disk_is_full()
    {
        var values = SeriesShapes.Make(7 * Day, i => 40 + Math.Max(0, i - (7 * Day) + 24) * .75);
        var outlook = Look(values);
        Assert.Equal(CapacityReason.Runaway, outlook.Reason);
        Assert.InRange(outlook.Expected!.Value.TotalHours, 8, 14);
    }

    [Fact]
    public void A_copy_that_is_over_in_two_hours_raises_nothing()
    {
        for (var ago = 1; ago < 2 * Day; ago++)
        {
            var outlook = Look(SeriesShapes.Make(7 * Day, i => 40 + Math.Clamp(i - (7 * Day) + ago, 0, 8) * 1.5));
            Assert.False(outlook.Expected < TimeSpan.FromDays(1), $"{ago} steps after its begin: {outlook}");
        }
    }

    [Fact]
    public void After_somebody_made_room_the_growth_before_counts_no_more()
    {
        var grown = SeriesShapes.Make(9 * Day, i => 50 + (4.0 * i / Day));
        Assert.NotNull(Look(grown).Expected);
        var outlook = Look([.. grown, .. SeriesShapes.Make(8, _ => 30)]);
        Assert.Equal((CapacityReason.Dropped, null), (outlook.Reason, outlook.Expected));
    }

    [Fact]
    public void What_stands_still_is_steady_what_is_full_is_reached_and_two_days_are_the_least()
    {
        Assert.Equal(CapacityReason.Steady, Look(SeriesShapes.Make(5 * Day, _ => 60)).Reason);
        Assert.Equal((CapacityReason.Reached, TimeSpan.Zero), (Look([91]).Reason, Look([91]).Expected));
        Assert.Equal(CapacityReason.Learning, Look(SeriesShapes.Make((2 * Day) - 8, i => 50 + (i / 10.0))).Reason);
        Assert.Equal(CapacityReason.Learning, Look([]).Reason);
        Assert.Equal(CapacityReason.Learning, Look(SeriesShapes.Make(5 * Day, i => i < 4 * Day ? 60 : double.NaN)).Reason);
    }

    [Fact]
    public void Gaps_and_other_steps_change_little()
    {
        var random = new Random(1);
        var gaps = Look(SeriesShapes.Make(7 * Day, i => random.NextDouble() < .3 ? double.NaN : 50 + (i * 4.0 / Day)));
        Assert.InRange(gaps.Expected!.Value.TotalDays, 2.7, 3.6);
        foreach (var minutes in new[] { 5, 60 })
        {
            var perDay = 24 * 60 / minutes;
            var history = SeriesShapes.Of(SeriesShapes.Make(7 * perDay, i => 50 + (i * 4.0 / perDay)), step: TimeSpan.FromMinutes(minutes));
            Assert.InRange(Capacity.Look(history, 90).Expected!.Value.TotalDays, 2.7, 3.6);
        }
    }

    private static CapacityOutlook Look(double[] values) => Capacity.Look(SeriesShapes.Of(values, ValueRange.Percent, TimeSpan.FromMinutes(15)), 90);
}
