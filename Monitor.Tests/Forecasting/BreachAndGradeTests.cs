using Monitor.Domain.Forecasting;

namespace Monitor.Tests.Forecasting;

public sealed class BreachAndGradeTests
{
    private static readonly DateTimeOffset From = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_limit_far_above_the_bands_has_no_chance_and_one_below_them_is_sure()
    {
        var forecast = Bands(48, step => 50, 5);
        Assert.Equal(0, Breaches.Chance(forecast, 95, above: true, 3).Probability);
        Assert.Equal(1, Breaches.Chance(forecast, 20, above: true, 3).Probability);
        Assert.Equal(1, Breaches.Chance(forecast, 95, above: false, 3).Probability);
    }

    [Fact]
    public void A_rise_through_the_limit_is_told_with_its_time()
    {
        var chance = Breaches.Chance(Bands(48, step => 50 + step, 2), 75, above: true, 3);
        Assert.True(chance.Probability > .95);
        Assert.InRange(chance.Expected!.Value, TimeSpan.FromMinutes(100), TimeSpan.FromMinutes(150));
        Assert.True(chance.Earliest < chance.Expected && chance.Expected < chance.Latest);
    }

    [Fact]
    public void The_chance_falls_with_the_limit_and_with_the_steps_that_it_takes()
    {
        var forecast = Bands(48, step => 50, 10);
        var chances = new[] { 40, 50, 55, 60, 65, 70 }.Select(limit => Breaches.Chance(forecast, limit, above: true, 3).Probability).ToList();
        Assert.Equal(chances.OrderDescending(), chances);
        Assert.True(Breaches.Chance(forecast, 60, above: true, 1).Probability > Breaches.Chance(forecast, 60, above: true, 20).Probability);
    }

    [Fact]
    public void A_grade_counts_what_is_known_and_compares_with_both_naive_ones()
    {
        var forecast = Bands(4, step => 10 + step, 2);
        var grade = Grader.Grade(forecast, [10, 12, double.NaN, 33], lastKnown: 10, dayBefore: [12, 12]);
        Assert.Equal((3, 2, 2), (grade.Count, grade.In80, grade.In95));
        Assert.Equal((0 + 1 + 20) / 3.0, grade.MeanAbsoluteError!.Value, 1e-9);
        Assert.Equal(1 - (21 / 25.0), grade.SkillAgainstNaive!.Value, 1e-9);
        Assert.Equal(1 - (1 / 2.0), grade.SkillAgainstSeasonal!.Value, 1e-9);
        Assert.True(grade.MeanPinball > 0);
        Assert.Equal(6, (grade + grade).Count);
        Assert.Null(ForecastGrade.None.MeanAbsoluteError);
    }

    [Fact]
    public void A_value_on_every_quantile_has_no_pinball_loss()
    {
        var flat = Bands(3, step => 7, 0);
        Assert.Equal(0, Grader.Grade(flat, [7, 7, 7], 7, []).MeanPinball);
    }

    private static Forecast Bands(int steps, Func<int, double> middle, double deviation)
    {
        double[] normal = [-1.96, -1.28, -.84, -.52, -.25, 0, .25, .52, .84, 1.28, 1.96];
        var quantiles = normal.Select(z => Enumerable.Range(0, steps).Select(s => middle(s) + (z * deviation)).ToArray()).ToArray();
        return new Forecast(From, TimeSpan.FromMinutes(5), quantiles[ForecastLevels.Median], quantiles);
    }
}
