using Monitor.Domain.Forecasting;

namespace Monitor.Tests.Forecasting;

/// <summary>Each model on a series whose continuation is known.</summary>
public sealed class ForecasterAnswerTests
{
    private const int Day = SeriesShapes.Day;

    [Fact]
    public void Last_says_the_last_value_and_widens_with_the_root_of_time()
    {
        var forecast = Run("last", SeriesShapes.Make(600, i => i % 2 == 0 ? 40 : 44));
        Assert.All(forecast.Mean, value => Assert.Equal(44, value));
        var width = Width(forecast, 0);
        Assert.Equal(3 * width, Width(forecast, 8), 1e-9);
    }

    [Fact]
    public void Seasonal_naive_says_what_was_a_day_before()
    {
        var values = SeriesShapes.Daily(4 * Day, 1);
        Assert.Equal(values[^Day..^(Day - 48)], Run("seasonal_naive", values).Mean);
    }

    [Fact]
    public void Linear_goes_on_along_a_line() => AssertNear(Run("linear", SeriesShapes.Make(500, i => 10 + (.5 * i))).Mean, i => 10 + (.5 * (500 + i)), 1e-6);

    [Fact]
    public void Theta_follows_a_daily_wave_and_half_a_trend()
    {
        var forecast = Run("theta", SeriesShapes.Daily(7 * Day, 3, noise: .5));
        AssertNear(forecast.Mean, i => 30 + (20 * Math.Sin(2 * Math.PI * i / Day)), 2.5);
        var rising = Run("theta", SeriesShapes.Make(900, i => 10 + (.1 * i)));
        Assert.Equal(.05, rising.Fit.Parameters["drift_per_step"], 1e-6);
    }

    [Fact]
    public void Holt_winters_follows_a_daily_wave_and_knows_its_criteria()
    {
        var forecast = Run("holt_winters", SeriesShapes.Daily(7 * Day, 3, noise: .5));
        AssertNear(forecast.Mean, i => 30 + (20 * Math.Sin(2 * Math.PI * i / Day)), 3);
        Assert.True(forecast.Fit.Bic > forecast.Fit.Aic);
        Assert.Equal(Day, forecast.Fit.Parameters["season_steps"]);
    }

    [Fact]
    public void Sarima_of_twelve_steps_finds_an_hourly_job_and_AIC_prefers_its_season()
    {
        var random = new Random(4);
        var forecast = Run("sarima12", SeriesShapes.Make(900, i => (i % 12 < 3 ? 60 : 10) + SeriesShapes.Normal(random)));
        AssertNear(forecast.Mean, i => (900 + i) % 12 < 3 ? 60 : 10, 4);
        Assert.True(forecast.Fit.Parameters["P"] + forecast.Fit.Parameters["D"] > 0);
        Assert.NotNull(forecast.Fit.Aic);
    }

    [Fact]
    public void Sarima_of_a_day_follows_a_daily_wave() =>
        AssertNear(Run("sarima288", SeriesShapes.Daily(8 * Day, 3, noise: .5)).Mean, i => 30 + (20 * Math.Sin(2 * Math.PI * i / Day)), 3);

    [Fact]
    public void The_blend_follows_a_daily_wave_with_bands_that_hold_what_they_promise()
    {
        var values = SeriesShapes.Daily(20 * Day, 9);
        var (in80, in95, all) = (0, 0, 0);
        for (var origin = 10 * Day; origin + 48 <= values.Length; origin += 173)
        {
            var grade = Grader.Grade(Run("blend", values[..origin]), values.AsSpan(origin), values[origin - 1], values.AsSpan(origin - Day));
            (in80, in95, all) = (in80 + grade.In80, in95 + grade.In95, all + grade.Count);
            Assert.True(grade.MeanAbsoluteError < 3);
        }

        Assert.InRange((double)in80 / all, .72, .88);
        Assert.InRange((double)in95 / all, .90, .98);
    }

    [Fact]
    public void The_blend_finds_a_job_that_runs_every_seventy_minutes()
    {
        var random = new Random(2);
        var forecast = Run("blend", SeriesShapes.Make(6 * Day, i => (i % 14 < 2 ? 80 : 5) + SeriesShapes.Normal(random)));
        Assert.Equal(0, forecast.Fit.Parameters["period_steps"] % 14);
        AssertNear(forecast.Mean, i => ((6 * Day) + i) % 14 < 2 ? 80 : 5, 6);
    }

    [Fact]
    public void A_weekly_rhythm_is_followed_after_three_weeks()
    {
        var random = new Random(6);
        double Load(int i) => (i / Day % 7 < 5 ? 60 : 10) + (5 * Math.Sin(2 * Math.PI * i / Day));
        var values = SeriesShapes.Make(29 * Day, i => Load(i) + SeriesShapes.Normal(random));
        var monday = Run("blend", values[..(28 * Day)]);
        Assert.True(monday.Fit.Parameters["weight_week"] > .3);
        Assert.InRange(monday.Mean[20], 45, 70);
        Assert.Equal(0, Run("blend", values[..(20 * Day)]).Fit.Parameters["weight_week"]);
    }

    [Fact]
    public void A_blend_knows_how_much_better_it_is_than_the_last_value()
    {
        var fit = Run("blend", SeriesShapes.Daily(10 * Day, 9)).Fit;
        Assert.True(fit.Loss < fit.NaiveLoss);
        Assert.Equal(1, fit.Parameters.Where(p => p.Key.StartsWith("weight_", StringComparison.Ordinal)).Sum(p => p.Value), 1e-9);
    }

    [Fact]
    public void A_new_host_has_a_forecast_of_24_minutes_after_half_an_hour_and_no_narrower_band_at_its_end()
    {
        var random = new Random(3);
        var values = SeriesShapes.Make(180, _ => 20 + SeriesShapes.Normal(random));
        var forecast = Forecasters.Find("blend").Run(SeriesShapes.Of(values, step: TimeSpan.FromSeconds(10)), 144)!;
        Assert.InRange(forecast.Mean[100], 18, 22);
        Assert.True(Width(forecast, 143) > .7 * Width(forecast, 0));
    }

    [Theory]
    [InlineData(24)]
    [InlineData(60)]
    [InlineData(300)]
    public void The_blend_speaks_from_its_least_number_of_values_on_and_grows_no_surer_with_distance(int known)
    {
        var random = new Random(known);
        var forecast = Run("blend", SeriesShapes.Make(known, _ => 50 + (3 * SeriesShapes.Normal(random))));
        Assert.All(forecast.Mean, value => Assert.InRange(value, 44, 56));
        Assert.True(Width(forecast, 47) > .7 * Width(forecast, 0));
        Assert.InRange(Width(forecast, 0), 3, 16);
    }

    private static Forecast Run(string model, double[] values) => Forecasters.Find(model).Run(SeriesShapes.Of(values), 48)!;

    private static double Width(Forecast forecast, int step) => forecast.Quantiles[ForecastLevels.Hi80][step] - forecast.Quantiles[ForecastLevels.Lo80][step];

    private static void AssertNear(double[] values, Func<int, double> expected, double within) =>
        Assert.All(Enumerable.Range(0, values.Length), i => Assert.InRange(values[i], expected(i) - within, expected(i) + within));
}
