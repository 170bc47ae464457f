using Monitor.Domain.Problems;
using Monitor.Domain.Problems.Judging;
using Monitor.Domain.Problems.Ledger;
using Monitor.Domain.Problems.Rules;

namespace Monitor.Tests.Problems.Judging;

public sealed class CombinationTests
{
    private static readonly DateTimeOffset Start = JudgedRule.Start;

    [Fact]
    public void All_conditions_must_hold_across_the_streams_of_a_host()
    {
        var rule = Rule(Combination.All);
        Assert.Null(rule.Take(Start, 95, 1));
        Assert.Null(rule.Take(Start.AddSeconds(1), 10, 2));
        var fired = rule.Told(Start.AddSeconds(2), 50, 2)!;
        Assert.Equal((VerdictKind.Fired, "", "CPU usage 95 % exceeded the limit of 90 %; Swap usage 50 % exceeded the limit of 40 %"), (fired.Kind, fired.Labels, fired.Summary));
        Assert.Null(rule.Take(Start.AddSeconds(3), 95, 1));
        Assert.Equal(VerdictKind.Ended, rule.Take(Start.AddSeconds(4), 80, 1));
    }

    [Fact]
    public void Any_condition_is_enough_and_all_must_be_well_again()
    {
        var rule = Rule(Combination.Any);
        rule.Take(Start, 10, 1);
        Assert.Equal("Swap usage 50 % exceeded the limit of 40 %", rule.Told(Start.AddSeconds(1), 50, 2)!.Summary);
        Assert.Null(rule.Take(Start.AddSeconds(2), 95, 1));
        Assert.Null(rule.Take(Start.AddSeconds(3), 10, 2));
        Assert.Equal(VerdictKind.Ended, rule.Take(Start.AddSeconds(4), 10, 1));
    }

    [Fact]
    public void One_of_several_series_is_enough_for_a_condition()
    {
        var rule = new JudgedRule(Definition(Combination.All, "disk.used_percent"), ("disk.used_percent", "mount=\"/\""), ("disk.used_percent", "mount=\"/data\""), ("swap.used_percent", ""));
        Assert.Single(rule.Plan.Watches);
        rule.Take(Start, 10, 1);
        rule.Take(Start.AddSeconds(1), 95, 2);
        Assert.Equal("Disk usage of /data 95 % exceeded the limit of 90 %; Swap usage 50 % exceeded the limit of 40 %", rule.Told(Start.AddSeconds(2), 50, 3)!.Summary);
    }

    [Fact]
    public void Of_a_condition_without_fresh_samples_nothing_is_known()
    {
        var all = Rule(Combination.All);
        all.Take(Start, 95, 1);
        Assert.Null(all.Take(Start.AddMinutes(3), 50, 2));
        var any = Rule(Combination.Any);
        Assert.Equal(VerdictKind.Fired, any.Take(Start, 95, 1));
        Assert.Null(any.Take(Start.AddMinutes(3), 10, 2));
        Assert.True(any.Watch.Tracker.IsActive);
    }

    [Fact]
    public void A_severity_uses_the_step_that_is_not_worse_else_the_lowest()
    {
        var rule = new JudgedRule(new RuleDefinition
        {
            Conditions =
            [
                new() { Metric = "cpu.used_percent", Steps = [new(Severity.Warning, 80), new(Severity.Critical, 95)] },
                new() { Metric = "swap.used_percent", Steps = [new(Severity.Warning, 40)] },
            ],
            ClearFor = TimeSpan.Zero,
        }, ("cpu.used_percent", ""), ("swap.used_percent", ""));
        rule.Take(Start, 85, 1);
        Assert.Equal(Severity.Warning, rule.Told(Start.AddSeconds(1), 50, 2)!.Severity);
        Assert.Equal((VerdictKind.SeverityChanged, Severity.Critical), Kind(rule.Told(Start.AddSeconds(2), 96, 1)!));
        Assert.Equal((VerdictKind.Ended, Severity.Warning), (rule.Told(Start.AddSeconds(3), 10, 2)!.Kind, Severity.Warning));

        static (VerdictKind, Severity) Kind(Verdict v) => (v.Kind, v.Severity);
    }

    private static JudgedRule Rule(Combination combine) => new(Definition(combine, "cpu.used_percent"), ("cpu.used_percent", ""), ("swap.used_percent", ""));

    private static RuleDefinition Definition(Combination combine, string metric) => new()
    {
        Conditions = [new() { Metric = metric, Steps = [new(Severity.Warning, 90, 85)] }, new() { Metric = "swap.used_percent", Steps = [new(Severity.Warning, 40)] }],
        Combine = combine,
        ClearFor = TimeSpan.Zero,
    };
}
