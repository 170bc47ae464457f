using Monitor.Domain.Wire;

namespace Monitor.Tests.Bench;

public sealed class HostValuesTests
{
    [Fact]
    public void The_generated_host_has_40_series_and_is_the_same_for_the_same_seed()
    {
        Assert.Equal(40, HostValues.Names.Count);
        Assert.Equal(40, HostValues.Names.Select(n => SchemaId.Of([n])).Distinct().Count());
        Assert.Equal(Day(7), Day(7));
        Assert.NotEqual(Day(7), Day(8));
    }

    [Fact]
    public void The_generated_host_stays_in_what_is_physical_and_its_counters_only_grow()
    {
        var before = new double[40];
        foreach (var values in Day(3).Chunk(40))
        {
            for (var i = 0; i < values.Length; i++)
            {
                var metric = HostValues.Names[i].Metric;
                Assert.True(double.IsFinite(values[i]) && values[i] >= 0, metric);
                Assert.True(!metric.EndsWith("used_percent", StringComparison.Ordinal) || values[i] <= 85, $"{metric} {values[i]}");
                Assert.True(!metric.EndsWith("_total", StringComparison.Ordinal) || values[i] >= before[i], metric);
            }

            before = values;
        }
    }

    private static List<double> Day(int seed)
    {
        var host = new HostValues(seed);
        var (values, all) = (new double[40], new List<double>());
        for (var tick = 0; tick < 8640; tick++)
        {
            host.Next(values);
            all.AddRange(values);
        }

        return all;
    }
}
