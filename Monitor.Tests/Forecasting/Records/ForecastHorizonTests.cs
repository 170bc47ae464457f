using Monitor.Domain.Forecasting;

namespace Monitor.Tests.Forecasting.Records;

public sealed class ForecastHorizonTests
{
    [Fact]
    public void Every_horizon_lies_on_a_whole_step_of_its_grid_and_within_it() => Assert.All(ForecastHorizons.All, h =>
    {
        var shape = GridShape.Of(h.Grid);
        Assert.Equal(h.Ahead, shape.Step * (h.LastStep + 1));
        Assert.InRange(h.LastStep, h.FirstStep, shape.Steps - 1);
    });

    [Fact]
    public void The_horizons_are_those_of_the_sources()
    {
        Assert.Equal(
            [10, 60, 300, 600, 1440], ForecastHorizons.Of(ForecastGrid.Near).Select(h => (int)h.Seconds));
        Assert.Equal([10, 60, 300, 600, 1440], ForecastHorizons.All.Where(h => h.Grid != ForecastGrid.Near && !h.IsStretch).Select(h => (int)h.Ahead.TotalMinutes));
        Assert.Equal((48, TimeSpan.FromMinutes(5)), (ForecastHorizons.Find("4h")!.Steps, GridShape.Of(ForecastGrid.Short).Step));
        Assert.Equal([24, 168], new[] { "24h", "7d" }.Select(n => ForecastHorizons.Find(n)!.Steps));
        Assert.Equal(ForecastHorizons.All.Count, ForecastHorizons.All.Select(h => h.Code).Distinct().Count());
        Assert.Equal(ForecastHorizons.All.Count, ForecastHorizons.All.Select(h => h.Name).Distinct().Count());
    }

    [Fact]
    public void A_series_is_due_once_in_every_interval_at_a_place_that_streams_are_spread_over()
    {
        var now = new DateTimeOffset(2026, 11, 20, 12, 3, 0, TimeSpan.Zero);
        foreach (var shape in GridShape.All)
        {
            var dues = Enumerable.Range(1, 1000).Select(s => shape.DueAfter(now, s)).ToList();
            Assert.All(dues, d => Assert.InRange(d - now, TimeSpan.FromTicks(1), shape.Every));
            Assert.Equal(dues[0] + shape.Every, shape.DueAfter(dues[0], 1));
            var tenths = dues.GroupBy(d => (int)((d - now).Ticks * 10 / (shape.Every.Ticks + 1))).Select(g => g.Count()).ToList();
            Assert.Equal(10, tenths.Count);
            Assert.All(tenths, count => Assert.InRange(count, 50, 150));
        }
    }

    [Fact]
    public void An_hour_and_more_is_told_in_hours() =>
        Assert.Equal(["1 h", "4 h", "5 h", "10 h", "24 h", "24 h"], ForecastHorizons.All.Where(h => h.Ahead >= TimeSpan.FromHours(1) && h.Ahead <= TimeSpan.FromDays(1)).Select(h => h.Title));

    [Fact]
    public void Of_each_stretch_of_time_one_forecast_is_kept()
    {
        foreach (var shape in GridShape.All)
        {
            var day = new DateTimeOffset(2026, 11, 20, 0, 0, 0, TimeSpan.Zero);
            var issued = Enumerable.Range(0, (int)(TimeSpan.FromDays(2) / shape.Every)).Select(i => shape.Floor(day + TimeSpan.FromSeconds(17) + (i * shape.Every))).ToList();
            Assert.Equal((int)(TimeSpan.FromDays(2) / shape.KeepEvery), issued.Count(shape.IsKept));
        }
    }
}
