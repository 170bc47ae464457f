using Monitor.Domain.Problems;
using Monitor.Domain.Problems.Rules;

namespace Monitor.Tests.Problems.Rules;

public sealed class RuleSentenceTests
{
    private static readonly TimeSpan Five = TimeSpan.FromMinutes(5);

    [Fact]
    public void A_ladder_is_one_sentence() => Assert.Equal(
        "CPU usage above 90 % for 5 min: Warning; above 95 %: Critical",
        RuleSentence.Of(RuleDefinition.Of("cpu.used_percent", ConditionKind.Above, Five, new(Severity.Warning, 90, 85), new(Severity.Critical, 95, 92))));

    [Fact]
    public void A_silent_host_is_said_without_a_limit() => Assert.Equal(
        "The host has sent nothing for 5 min: Critical",
        RuleSentence.Of(RuleDefinition.Of("", ConditionKind.NoData, Five, new SeverityStep(Severity.Critical))));

    [Fact]
    public void Windows_labels_and_several_conditions_are_said() => Assert.Equal(
        "Disk usage with mount ~ /data* on average over 10 min above 80 % for 5 min: Warning, and CPU usage over 10 min against last week outside -50 % to 200 %: Info",
        RuleSentence.Of(new RuleDefinition
        {
            Conditions =
            [
                new()
                {
                    Metric = "disk.used_percent", Labels = [new("mount", LabelOperator.Like, "/data*")], Measure = Measure.Mean, Window = 2 * Five,
                    Steps = [new(Severity.Warning, 80)],
                },
                new()
                {
                    Metric = "cpu.used_percent", Kind = ConditionKind.Outside, Measure = Measure.LastWeekChange, Window = 2 * Five,
                    Steps = [new(Severity.Info, 200, null, -50)],
                },
            ],
            For = Five,
        }));
}
