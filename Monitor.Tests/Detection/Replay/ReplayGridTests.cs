using Monitor.Web.Detection.Replay;
using Monitor.Web.Store;

namespace Monitor.Tests.Detection.Replay;

public sealed class ReplayGridTests
{
    private static readonly DateTimeOffset End = new(2026, 3, 5, 10, 17, 23, TimeSpan.Zero);

    [Theory]
    [InlineData(1, 1)]
    [InlineData(23, 1)]
    [InlineData(24, 5)]
    [InlineData(30 * 24, 5)]
    [InlineData(90 * 24, 15)]
    [InlineData(366 * 24, 60)]
    public void Short_ranges_are_replayed_by_the_minute_longer_ones_in_coarser_steps_and_never_in_too_many(int hours, int minutes)
    {
        var grid = ReplayGrid.Of(new TimeRange(End.AddHours(-hours), End));
        Assert.Equal(TimeSpan.FromMinutes(minutes), grid.Step);
        Assert.InRange(grid.Count, 1, ReplayGrid.MostSteps);
        Assert.True(grid.To - grid.From <= TimeRange.Longest);
        Assert.Equal(grid.Shown, grid.From + (grid.Step * grid.FirstShown));
        Assert.InRange(grid.Shown, End.AddHours(-hours) - grid.Step, End.AddHours(-hours));
    }

    [Fact]
    public void A_week_lies_before_the_range() =>
        Assert.Equal(ReplayGrid.WarmUp, ReplayGrid.Of(new TimeRange(End.AddHours(-1), End)) is var grid ? grid.Shown - grid.From : default);

    [Fact]
    public void A_range_of_seconds_is_one_step() => Assert.Equal(1, ReplayGrid.Of(new TimeRange(End.AddSeconds(-5), End)) is var grid ? grid.Count - grid.FirstShown : 0);
}
