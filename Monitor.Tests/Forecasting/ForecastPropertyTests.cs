using Monitor.Domain.Forecasting;

namespace Monitor.Tests.Forecasting;

/// <summary>What holds for every model and every series.</summary>
public sealed class ForecastPropertyTests
{
    private const int Steps = 48;

    public static TheoryData<string> Models => [.. Forecasters.All.Select(f => f.Name)];

    [Fact]
    public void The_models_are_those_that_the_documents_name() => Assert.Equal(
        ["last", "seasonal_naive", "linear", "theta", "holt_winters", "sarima12", "sarima288", "blend"], Forecasters.All.Select(f => f.Name));

    [Fact]
    public void A_model_that_there_is_not_is_answered_with_those_that_there_are() =>
        Assert.Contains("seasonal_naive", Assert.Throws<ArgumentException>(() => Forecasters.Find("prophet")).Message);

    [Theory]
    [MemberData(nameof(Models))]
    public void No_value_leaves_the_range_and_bands_are_nested_and_rise_with_the_level(string model)
    {
        var said = 0;
        foreach (var (name, values) in SeriesShapes.Nasty(7))
        {
            if (Forecasters.Find(model).Run(SeriesShapes.Of(values, ValueRange.Percent), Steps) is not { } forecast)
            {
                continue;
            }

            said++;
            AssertSound(forecast, ValueRange.Percent, name);
        }

        Assert.True(said >= 5, $"{model} was silent.");
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void A_constant_stays_that_constant_to_the_last_digit(string model)
    {
        foreach (var constant in new[] { 0, 37.3, 1e-7 })
        {
            var forecast = Forecasters.Find(model).Run(SeriesShapes.Of(SeriesShapes.Make(4 * SeriesShapes.Day, _ => constant)), Steps);
            Assert.NotNull(forecast);
            Assert.All(forecast.Quantiles, level => Assert.All(level, value => Assert.Equal(constant, value, 1e-12 * constant)));
        }

        var blend = Forecasters.Find(Forecasters.Default).Run(SeriesShapes.Of(SeriesShapes.Make(900, _ => 37.3)), Steps)!;
        Assert.All(blend.Quantiles, level => Assert.All(level, value => Assert.Equal(37.3, value)));
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Three_different_series_never_share_a_result_and_their_order_changes_nothing(string model)
    {
        var series = new[] { SeriesShapes.Daily(6 * SeriesShapes.Day, 1), SeriesShapes.Daily(6 * SeriesShapes.Day, 2), SeriesShapes.OnAndOff(6 * SeriesShapes.Day, 3) };
        var forecaster = Forecasters.Find(model);
        var first = series.Select(s => forecaster.Run(SeriesShapes.Of(s), Steps)!).ToList();
        Assert.Equal(3, first.Select(f => string.Join(' ', f.Mean)).Distinct().Count());

        var again = series.Reverse().Select(s => forecaster.Run(SeriesShapes.Of(s), Steps)!).Reverse().ToList();
        Assert.All(first.Zip(again), pair => Assert.Equal(pair.First.Quantiles, pair.Second.Quantiles));
    }

    [Theory]
    [MemberData(nameof(Models))]
    public async Task Many_threads_get_what_one_gets(string model)
    {
        var series = Enumerable.Range(0, 6).Select(i => SeriesShapes.Daily(4 * SeriesShapes.Day + (i * 50), i)).ToList();
        var forecaster = Forecasters.Find(model);
        var alone = series.Select(s => forecaster.Run(SeriesShapes.Of(s), Steps)!.Mean).ToList();
        var together = await Task.WhenAll(series.Select(s => Task.Run(() => forecaster.Run(SeriesShapes.Of(s), Steps)!.Mean)));
        Assert.Equal(alone, together);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Nothing_but_gaps_and_little_history_is_learning_and_no_made_up_line(string model)
    {
        var forecaster = Forecasters.Find(model);
        Assert.Null(forecaster.Run(SeriesShapes.Of([]), Steps));
        Assert.Null(forecaster.Run(SeriesShapes.Of([5]), Steps));
        Assert.Null(forecaster.Run(SeriesShapes.Of(SeriesShapes.Make(2000, _ => double.NaN)), Steps));
        Assert.Null(forecaster.Run(SeriesShapes.Of(SeriesShapes.Daily(forecaster.MinimumValues - 1, 1)), Steps));
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Huge_and_denormal_values_are_borne(string model)
    {
        var daily = SeriesShapes.Daily(6 * SeriesShapes.Day, 5);
        foreach (var unit in new[] { 1e300, 1e-310, double.Epsilon })
        {
            var values = daily.Select(v => v * unit).ToArray();
            AssertSound(Forecasters.Find(model).Run(SeriesShapes.Of(values, ValueRange.Any), Steps)!, ValueRange.Any, $"unit {unit}");
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void A_series_in_another_unit_has_the_same_forecast_in_that_unit(string model)
    {
        var daily = SeriesShapes.Daily(5 * SeriesShapes.Day, 5);
        var small = Forecasters.Find(model).Run(SeriesShapes.Of(daily), Steps)!;
        var large = Forecasters.Find(model).Run(SeriesShapes.Of([.. daily.Select(v => v * 1024)]), Steps)!;
        Assert.All(small.Mean.Zip(large.Mean), pair => Assert.Equal(pair.First * 1024, pair.Second, 1e-6 * Math.Abs(pair.Second)));
    }

    [Theory]
    [InlineData(2, 144, 1500)]
    [InlineData(60, 60, 1500)]
    [InlineData(300, 288, 4000)]
    [InlineData(3600, 168, 700)]
    [InlineData(86400, 7, 90)]
    public void Steps_are_durations_so_that_every_grid_works(int seconds, int steps, int count)
    {
        var values = SeriesShapes.Make(count, i => 30 + (10 * Math.Sin(2 * Math.PI * i * seconds / 86400)) + (i % 7));
        var forecast = Forecasters.Find(Forecasters.Default).Run(SeriesShapes.Of(values, step: TimeSpan.FromSeconds(seconds)), steps)!;
        Assert.Equal(steps, forecast.Steps);
        AssertSound(forecast, ValueRange.ZeroUpwards, $"{seconds} s");
    }

    private static void AssertSound(Forecast forecast, ValueRange range, string what)
    {
        Assert.Equal(ForecastLevels.Count, forecast.Quantiles.Length);
        for (var step = 0; step < forecast.Steps; step++)
        {
            for (var level = 0; level < ForecastLevels.Count; level++)
            {
                var value = forecast.Quantiles[level][step];
                Assert.True(double.IsFinite(value) && value >= range.Minimum && value <= range.Maximum, $"{what}: {value} at step {step}, level {level}");
                Assert.True(level == 0 || value >= forecast.Quantiles[level - 1][step], $"{what}: level {level} lies below the one before at step {step}");
            }

            Assert.InRange(forecast.Mean[step], forecast.Quantiles[ForecastLevels.Lo80][step], forecast.Quantiles[ForecastLevels.Hi80][step]);
        }
    }
}
