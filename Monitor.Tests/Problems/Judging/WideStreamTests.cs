using Monitor.Domain.Problems;
using Monitor.Domain.Problems.Judging;
using Monitor.Domain.Problems.Ledger;
using Monitor.Domain.Problems.Rules;

namespace Monitor.Tests.Problems.Judging;

/// <summary>Streams with more series under rules than a word has bits, and hosts that are compared with the same bounds.</summary>
public sealed class WideStreamTests
{
    private const int Width = 200;
    private static readonly DateTimeOffset Start = JudgedRule.Start;

    [Fact]
    public void Each_of_two_hundred_series_breaches_and_ends_by_itself()
    {
        var stream = Stream(hostId: 7);
        int[] hot = [3, 67, 131, 195];
        Assert.Empty(Fired(stream, 0, hot));
        Assert.Equal(hot, Fired(stream, 4, hot));
        Assert.Empty(Fired(stream, 6, hot));
        Assert.Equal([67], Fired(stream, 8, [3, 131, 195]));
        Assert.Empty(Fired(stream, 10, [3, 64, 131, 195]));
    }

    [Fact]
    public void Hosts_with_the_same_series_under_the_same_rule_breach_apart()
    {
        var (one, other) = (Stream(hostId: 7), Stream(hostId: 8));
        Assert.Empty(Fired(one, 0, [5]));
        Assert.Empty(Fired(other, 4, [5]));
        Assert.Equal([5], Fired(one, 4, [5]));
        Assert.Empty(Fired(other, 6, []));
        Assert.Equal([5], Fired(one, 6, []));
    }

    /// <summary>A longer vector, before the catalog knows of what is added, changes nothing of what is pending.</summary>
    [Fact]
    public void What_is_pending_stays_so_where_the_vector_becomes_longer()
    {
        var stream = Stream(hostId: 7);
        Assert.Empty(Fired(stream, 0, [70]));
        var longer = StreamPlan.Longer(stream, stream.StreamId, stream.HostId, Width + 1);
        Assert.Equal([70], Fired(longer, 4, [70]));
    }

    private static StreamPlan Stream(int hostId)
    {
        var definition = RuleDefinition.Of("disk.used_percent", ConditionKind.Above, TimeSpan.FromSeconds(4), new SeverityStep(Severity.Warning, 80)) with { ClearFor = TimeSpan.Zero };
        var rule = EffectiveRule.Of(new Rule { Id = 1, Key = "rule", Name = "Rule", Definition = definition }, [], new GroupTree([]), hostId, 1);
        PlannedSeries[] series = [.. Enumerable.Range(0, Width).Select(i => new PlannedSeries(1, i, "disk.used_percent", $"mount=\"/{i}\""))];
        return new HostPlan(hostId, [rule], series, null, null).Stream(1)!;
    }

    /// <summary>Where something fired or ended.</summary>
    private static List<int> Fired(StreamPlan stream, int second, int[] hot)
    {
        var (now, told) = (Start.AddSeconds(second).UtcTicks, new List<int>());
        var values = Enumerable.Range(0, Width).Select(i => hot.Contains(i) ? 90.0 : 10).ToArray();
        Assert.True(stream.Begin(now));
        for (var place = 0; (place = stream.Next(place, now, values, out var kind)) >= 0; place++)
        {
            if (kind is VerdictKind.Fired or VerdictKind.Ended)
            {
                told.Add(stream.OrdinalAt(place));
            }
        }

        return told;
    }
}
