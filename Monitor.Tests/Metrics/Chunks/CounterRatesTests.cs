using Monitor.Domain.Metrics.Chunks;

namespace Monitor.Tests.Metrics.Chunks;

public sealed class CounterRatesTests
{
    [Fact]
    public void A_counter_is_its_rate_and_a_restart_is_no_negative_rate()
    {
        var rates = new CounterRates();
        double[] counts = [100, 160, double.NaN, 280, 30, 90];
        Assert.Equal([double.NaN, 1, double.NaN, 1, double.NaN, 1], counts.Select((count, minute) => rates.Next(minute * 60_000, count)));
    }
}
