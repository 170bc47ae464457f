using FsCheck;
using FsCheck.Fluent;
using Monitor.Domain.Forecasting;

namespace Monitor.Tests.Forecasting.Records;

public sealed class ForecastPackingTests
{
    private static readonly DateTimeOffset From = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    private static Forecast Random(int seed, int steps, double scale)
    {
        var random = new Random(seed);
        var (mean, quantiles) = (new double[steps], Enumerable.Range(0, ForecastLevels.Count).Select(_ => new double[steps]).ToArray());
        for (var i = 0; i < steps; i++)
        {
            var values = Enumerable.Range(0, ForecastLevels.Count).Select(_ => random.NextDouble() * scale).Order().ToArray();
            mean[i] = values[ForecastLevels.Median];
            for (var level = 0; level < values.Length; level++)
            {
                quantiles[level][i] = values[level];
            }
        }

        return new Forecast(From, TimeSpan.FromMinutes(5), mean, quantiles);
    }

    [Fact]
    public void What_is_unpacked_is_what_was_packed_but_for_a_thousandth_of_its_spread_and_its_levels_stay_in_order() => Prop.ForAll(
        ArbMap.Default.ArbFor<int>(), Gen.Choose(1, 168).ToArbitrary(), Gen.Elements(1e-6, 1, 100, 3.7e9, 1e15).ToArbitrary(), (seed, steps, scale) =>
        {
            var forecast = Random(seed, steps, scale);
            var back = ForecastPacking.Unpack(ForecastPacking.Pack(forecast), forecast.From, forecast.Step, steps);
            for (var i = 0; i < steps; i++)
            {
                Assert.InRange(back.Mean[i], forecast.Mean[i] - (scale / 1000), forecast.Mean[i] + (scale / 1000));
                for (var level = 0; level < ForecastLevels.Count; level++)
                {
                    Assert.InRange(back.Quantiles[level][i], forecast.Quantiles[level][i] - (scale / 1000), forecast.Quantiles[level][i] + (scale / 1000));
                    Assert.True(level == 0 || back.Quantiles[level][i] >= back.Quantiles[level - 1][i]);
                }
            }
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(0)]
    [InlineData(-0.1)]
    [InlineData(3.14159265358979)]
    [InlineData(1e300)]
    public void A_constant_comes_back_bit_by_bit_and_takes_ten_bytes(double value)
    {
        var line = Enumerable.Repeat(value, 48).ToArray();
        var packed = ForecastPacking.Pack(new Forecast(From, TimeSpan.FromMinutes(5), line, [.. Enumerable.Repeat(line, ForecastLevels.Count)]));
        Assert.Equal(10, packed.Length);
        var back = ForecastPacking.Unpack(packed, From, TimeSpan.FromMinutes(5), 48);
        Assert.All(back.Quantiles.Append(back.Mean), values => Assert.All(values, v => Assert.Equal(value, v)));
    }

    [Fact]
    public void The_ends_of_a_range_come_back_as_they_are()
    {
        var (low, high) = (new double[24], Enumerable.Repeat(100.0, 24).ToArray());
        var forecast = new Forecast(From, TimeSpan.FromHours(1), high, [.. Enumerable.Range(0, ForecastLevels.Count).Select(l => l < 3 ? low : high)]);
        var back = ForecastPacking.Unpack(ForecastPacking.Pack(forecast), From, TimeSpan.FromHours(1), 24);
        Assert.All(back.Quantiles[ForecastLevels.Lo95], v => Assert.Equal(0, v));
        Assert.All(back.Quantiles[ForecastLevels.Hi95], v => Assert.Equal(100, v));
    }

    [Fact]
    public void Broken_bytes_are_a_format_fault_and_nothing_else()
    {
        var packed = ForecastPacking.Pack(Random(7, 48, 100));
        for (var length = 0; length < 40; length++)
        {
            Assert.Throws<FormatException>(() => ForecastPacking.Unpack(packed.AsSpan(0, length), From, TimeSpan.FromMinutes(5), 48));
        }

        packed[0] = 99;
        Assert.Throws<FormatException>(() => ForecastPacking.Unpack(packed, From, TimeSpan.FromMinutes(5), 48));
    }
}
