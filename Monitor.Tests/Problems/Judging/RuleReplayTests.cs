using Monitor.Domain.Problems;
using Monitor.Domain.Problems.Judging;
using Monitor.Domain.Problems.Ledger;
using Monitor.Domain.Problems.Rules;

namespace Monitor.Tests.Problems.Judging;

public sealed class RuleReplayTests
{
    private static readonly DateTimeOffset Start = JudgedRule.Start;

    [Fact]
    public void A_replay_tells_problems_tickets_notices_and_how_long_it_fired()
    {
        var replay = new RuleReplay(LedgerPolicy.Default);
        var disks = Rule(("disk.used_percent", "mount=\"/\""), ("disk.used_percent", "mount=\"/data\""));
        // Both disks begin within two minutes of each other: one ticket, one notice of a beginning.
        double[] one = [.. Minutes(10, 50), .. Minutes(30, 85), .. Minutes(20, 50)];
        double[] other = [.. Minutes(11, 50), .. Minutes(20, 85), .. Minutes(29, 50)];
        replay.Run(disks, [Samples(1, one), Samples(2, other)], Start, Start.AddHours(1));
        Assert.Equal(2, replay.Problems.Count);
        Assert.Equal((1, 2), (replay.Tickets, replay.NoticesSent));
        Assert.Equal([(10, 40), (11, 31)], replay.Problems.Select(p => ((int)(p.FiringAt - Start).TotalMinutes, (int)(p.EndedAt!.Value - Start).TotalMinutes)));
    }

    [Fact]
    public void What_comes_back_within_the_hour_is_the_same_problem_and_later_a_new_one()
    {
        var replay = new RuleReplay(LedgerPolicy.Default);
        double[] values = [.. Minutes(5, 85), .. Minutes(30, 50), .. Minutes(5, 85), .. Minutes(90, 50), .. Minutes(5, 96), .. Minutes(5, 50)];
        replay.Run(Rule(("disk.used_percent", "")), [Samples(1, values)], Start, Start.AddHours(3));
        Assert.Equal([Severity.Warning, Severity.Critical], replay.Problems.Select(p => p.Severity));
        Assert.Equal((2, 6), (replay.Tickets, replay.NoticesSent));
    }

    [Fact]
    public void A_critical_problem_that_lasts_is_told_again_as_often_as_live()
    {
        var replay = new RuleReplay(LedgerPolicy.Default);
        replay.Run(Rule(("disk.used_percent", "")), [Samples(1, [.. Minutes(60 * 60, 99)])], Start, Start.AddHours(60));
        Assert.Equal(1 + LedgerPolicy.Default.Repeats, replay.NoticesSent);
        Assert.Null(replay.Problems.Single().EndedAt);
    }

    [Fact]
    public void What_was_before_the_beginning_fills_windows_and_opens_nothing_by_itself()
    {
        var replay = new RuleReplay(LedgerPolicy.Default);
        replay.Run(Rule(("disk.used_percent", "")), [Samples(1, [.. Minutes(10, 85), .. Minutes(10, 50), .. Minutes(10, 85)])], Start.AddMinutes(15), Start.AddMinutes(30));
        Assert.Equal(Start.AddMinutes(20), replay.Problems.Single().FiringAt);
    }

    [Fact]
    public void Ticks_of_several_streams_come_in_the_order_of_time_with_what_is_missing()
    {
        var merged = TickMerge.Merge(
        [
            new SeriesSamples(1, 0, [1, 3, 5], [10, 30, 50]), new SeriesSamples(1, 2, [3], [31]), new SeriesSamples(2, 0, [2, 3], [20, 32]),
        ]).Select(t => $"{t.StreamId}@{t.Time}: {string.Join(' ', t.Values)}").ToList();
        Assert.Equal(["1@1: 10 NaN NaN", "2@2: 20", "1@3: 30 NaN 31", "2@3: 32", "1@5: 50 NaN NaN"], merged);
    }

    private static IEnumerable<double> Minutes(int count, double value) => Enumerable.Repeat(value, count);

    private static SeriesSamples Samples(int stream, double[] values) =>
        new(stream, 0, [.. values.Select((_, i) => Start.AddMinutes(i).UtcTicks)], values);

    private static HostPlan Rule(params (string Metric, string Labels)[] series) => new JudgedRule(
        RuleDefinition.Of("disk.used_percent", ConditionKind.Above, TimeSpan.Zero, new(Severity.Warning, 80, 78), new(Severity.Critical, 95, 93)), series).Plan;
}
