using Monitor.Domain.Problems;
using Monitor.Domain.Problems.Ledger;
using Monitor.Domain.Problems.Rules;

namespace Monitor.Tests.Problems.Judging;

public sealed class LateTests
{
    [Fact]
    public void Fault_08_A_breach_in_late_samples_is_seen_once_and_changes_nothing()
    {
        var start = JudgedRule.Start;
        var rule = new JudgedRule(RuleDefinition.Of("x", ConditionKind.Above, TimeSpan.FromMinutes(1), new SeverityStep(Severity.Warning, 90)), ("x", ""));
        rule.Take(start, 10);
        var stream = rule.Plan.Stream(1)!;
        var seen = Enumerable.Range(0, 100).Where(i => stream.NextLate(0, start.AddHours(-1).AddSeconds(2 * i).UtcTicks, [95]) == 0).ToList();
        Assert.Equal([30], seen);
        var verdict = stream.At(0).SeenLate(start.AddMinutes(-59).UtcTicks, 95);
        Assert.Equal((VerdictKind.SeenLate, start.AddHours(-1), "x 95 exceeded the limit of 90"), (verdict.Kind, verdict.BeganAt, verdict.Summary));
        Assert.False(rule.Watch.Tracker.IsAwake);
        Assert.Null(rule.Take(start.AddSeconds(2), 10));
    }
}
