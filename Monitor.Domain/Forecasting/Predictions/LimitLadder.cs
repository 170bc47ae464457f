using Monitor.Domain.Problems;
using Monitor.Domain.Problems.Rules;

namespace Monitor.Domain.Forecasting.Predictions;

/// <summary>The limits of a rule on one host that lie ahead of a value, the nearest first.</summary>
public static class LimitLadder
{
    /// <summary>A worse limit than the next one gives a prediction its severity when it is expected within this time.</summary>
    public static readonly TimeSpan Urgent = TimeSpan.FromDays(1);

    public static IReadOnlyList<SeverityStep> Ahead(Condition condition, double value) =>
        [.. condition.Steps.Where(s => condition.Kind == ConditionKind.Below ? value >= s.Limit : value <= s.Limit)];

    /// <param name="steps">What is expected of each step, the nearest first: its probability and when.</param>
    public static Severity Worst(IReadOnlyList<(SeverityStep Step, double Probability, TimeSpan? Expected)> steps, double enough)
    {
        var worst = steps[0].Step.Severity;
        foreach (var (step, probability, expected) in steps.Skip(1))
        {
            worst = probability >= enough && expected <= Urgent && step.Severity > worst ? step.Severity : worst;
        }

        return worst;
    }
}
