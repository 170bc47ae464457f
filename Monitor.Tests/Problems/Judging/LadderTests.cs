using Monitor.Domain.Problems;
using Monitor.Domain.Problems.Judging;
using Monitor.Domain.Problems.Ledger;
using Monitor.Domain.Problems.Rules;

namespace Monitor.Tests.Problems.Judging;

public sealed class LadderTests
{
    private static readonly DateTimeOffset Start = JudgedRule.Start;

    private static JudgedRule Disk(int seconds = 0) => new(
        RuleDefinition.Of("disk.used_percent", ConditionKind.Above, TimeSpan.FromSeconds(seconds), new(Severity.Warning, 80, 78), new(Severity.Critical, 95, 90)) with
        {
            ClearFor = TimeSpan.Zero,
        }, ("disk.used_percent", "mount=\"/\""));

    [Fact]
    public void A_ladder_is_one_problem_that_changes_its_severity()
    {
        var disk = Disk();
        var told = new[] { 50.0, 85, 96, 92, 89, 79, 77 }.Select((v, i) => disk.Told(Start.AddSeconds(i), v)).OfType<Verdict>().ToList();
        Assert.Equal(
            [
                (VerdictKind.Fired, Severity.Warning, 80.0), (VerdictKind.SeverityChanged, Severity.Critical, 95), (VerdictKind.SeverityChanged, Severity.Warning, 80),
                (VerdictKind.Ended, Severity.Warning, 80),
            ],
            told.Select(v => (v.Kind, v.Severity, v.Limit!.Value)));
        Assert.Equal("Disk usage of / 96 % exceeded the limit of 95 %", told[1].Summary);
        Assert.Equal("Disk usage of / 89 % exceeded the limit of 80 %", told[2].Summary);
        Assert.All(told, v => Assert.Equal(Start.AddSeconds(1), v.BeganAt));
    }

    [Fact]
    public void What_begins_at_the_highest_step_is_that_bad_at_once() => Assert.Equal(Severity.Critical, Disk().Told(Start, 99)!.Severity);

    [Fact]
    public void Each_step_must_hold_for_the_duration()
    {
        var disk = Disk(10);
        Assert.Equal(
            [(5, VerdictKind.Fired), (9, VerdictKind.SeverityChanged), (11, VerdictKind.Ended)],
            disk.Feed([85, 85, 85, 85, 96, 96, 96, 96, 96, 96, 92, 50]));
    }

    [Fact]
    public void A_ladder_with_a_new_step_goes_on_with_its_problem()
    {
        var mild = new JudgedRule(RuleDefinition.Of("disk.used_percent", ConditionKind.Above, TimeSpan.Zero, new SeverityStep(Severity.Warning, 80)), ("disk.used_percent", ""));
        mild.Take(Start, 97);
        var plan = new HostPlan(
            JudgedRule.HostId, [EffectiveRule.Of(new Rule { Id = 1, Key = "rule", Name = "Rule", Definition = Disk().Watch.Rule.Rule.Definition }, [], new GroupTree([]), null, 1)],
            [new PlannedSeries(1, 0, "disk.used_percent", "")], mild.Plan, null);
        var stream = plan.Stream(1)!;
        Assert.True(stream.Begin(Start.AddSeconds(2).UtcTicks));
        Assert.Equal(0, stream.Next(0, Start.AddSeconds(2).UtcTicks, [97], out var kind));
        Assert.Equal(VerdictKind.SeverityChanged, kind);
    }

    [Fact]
    public void After_a_restart_the_severity_in_the_ledger_counts()
    {
        var disk = Disk();
        disk.Plan.Watches.First().Tracker.Follow(new OpenProblem(Start, Severity.Critical));
        disk.Refresh();
        Assert.Null(disk.Take(Start.AddSeconds(1), 92));
        Assert.Equal(VerdictKind.SeverityChanged, disk.Take(Start.AddSeconds(2), 85));
    }
}
