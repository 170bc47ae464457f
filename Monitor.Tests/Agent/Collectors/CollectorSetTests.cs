using Monitor.Agent.Collectors;
using Monitor.Domain.Wire;

namespace Monitor.Tests.Agent.Collectors;

public sealed class CollectorSetTests
{
    [Fact]
    public void A_collector_that_throws_is_logged_and_hurts_no_other()
    {
        using var folder = new AgentFolder();
        var set = new CollectorSet([new Fixed("load.1m", 1), new Broken(), new Fixed("load.5m", 5)], folder.Log);
        set.Collect(TimeSpan.FromSeconds(1));
        set.Collect(TimeSpan.FromSeconds(2));
        Assert.Equal([1.0, 5.0], set.Vector.Values.ToArray());
        Assert.Equal(2, set.FailuresOf(1));
        var line = Assert.Single(folder.LogText.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains("broken could not be measured", line, StringComparison.Ordinal);
        Assert.Contains("no such counter", line, StringComparison.Ordinal);
    }

    [Fact]
    public void Ordinals_only_grow_and_a_vanished_series_is_missing()
    {
        var vector = new SampleVector();
        int a = -1, b = -1;
        vector.Begin();
        vector.Set(ref a, "load.1m", 1);
        var first = vector.Schema;
        vector.Begin();
        vector.Set(ref b, "disk.used_percent", 2, "mount", "/");
        Assert.Equal([double.NaN, 2.0], vector.Values.ToArray());
        Assert.NotEqual(first, vector.Schema);
        Assert.Equal(SchemaId.Of([new("load.1m", []), new("disk.used_percent", [new("mount", "/")])]), vector.Schema);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    public void Fault_29_A_value_that_is_no_number_is_missing(double value)
    {
        var vector = new SampleVector();
        var ordinal = -1;
        vector.Begin();
        vector.Set(ref ordinal, "load.1m", value);
        Assert.Empty(vector.Series);
    }

    [Fact]
    public void Series_beyond_the_limit_are_counted_and_leave_the_rest_alone()
    {
        var vector = new SampleVector(limit: 3);
        vector.Begin();
        for (var i = 0; i < 10; i++)
        {
            var ordinal = -1;
            vector.Set(ref ordinal, "disk.used_percent", i, "mount", $"/{i}");
            vector.Set(ref ordinal, "disk.used_percent", i, "mount", $"/{i}");
        }

        Assert.Equal([0.0, 1.0, 2.0], vector.Values.ToArray());
        Assert.Equal(7, vector.Refused);
    }

    [Fact]
    public void The_union_of_the_busiest_holds_each_process_once()
    {
        var top = new TopProcesses();
        top.Begin();
        for (var pid = 1; pid <= 100; pid++)
        {
            top.Offer(new ProcessSample { Pid = pid, CpuPercent = pid, MemoryBytes = pid <= 97 ? 200 - pid : 1000 });
        }

        Assert.Equal([100, 99, 98, 97, 96, 1, 2], top.Union().ToArray().Select(p => p.Pid));
    }

    private sealed class Fixed(string metric, double value) : ICollector
    {
        private int _ordinal = -1;

        public string Name => metric;

        public void Collect(SampleVector vector, TimeSpan uptime) => vector.Set(ref _ordinal, metric, value);
    }

    private sealed class Broken : ICollector
    {
        public string Name => "broken";

        public void Collect(SampleVector vector, TimeSpan uptime) => throw new InvalidOperationException("no such counter");
    }
}
