using Monitor.Domain.Problems.Ledger;
using Monitor.Domain.Problems.Rules;

namespace Monitor.Domain.Problems.Judging;

/// <summary>The sentences of verdicts.</summary>
internal static class JudgeSentence
{
    public static string Of(RuleWatch watch, VerdictKind kind, ConditionPlan plan, double value, int step, long now) => kind switch
    {
        VerdictKind.Ended => $"{Back(watch, plan, value)}.",
        VerdictKind.Abandoned => $"{Back(watch, plan, value)} before {DurationText.Of(watch.Rule.ForDuration.Value)} were over.",
        VerdictKind.BeganToClear => Back(watch, plan, value),
        VerdictKind.FiresAgain => "Over the clear level again",
        _ when watch.IsOfHost => Broken(watch, step, now),
        _ => Bad(plan, watch.Labels, value, step),
    };

    private static string Broken(RuleWatch watch, int step, long now)
    {
        var parts = watch.Broken(step, now).Select(b => Bad(b.Plan, b.Labels, b.Value, step)).ToList();
        return parts.Count == 0 ? $"{watch.Rule.Rule.Name} holds" : string.Join("; ", parts);
    }

    private static string Back(RuleWatch watch, ConditionPlan plan, double value) => watch.IsOfHost
        ? $"{watch.Rule.Rule.Name} is over"
        : plan.Condition.Measure == Measure.LastWeekChange
            ? $"{Subject(plan.Condition, watch.Labels)} is as it was a week before ({RuleSentence.Number(plan.Condition, value)})"
            : $"{Subject(plan.Condition, watch.Labels)} is back at {RuleSentence.Number(plan.Condition, value)}";

    private static string Bad(ConditionPlan plan, string labels, double value, int step)
    {
        var (condition, threshold) = (plan.Condition, plan.At(step));
        var limit = threshold.LimitFor(value);
        var (number, bound) = (RuleSentence.Number(condition, value), RuleSentence.Number(condition, limit));
        var isBelow = condition.Kind == ConditionKind.Below || (condition.Kind == ConditionKind.Outside && value < threshold.Low);
        var subject = Subject(condition, labels);
        return condition.Measure switch
        {
            Measure.LastWeekChange =>
                $"{subject} differs by {number} from the same time last week, {(isBelow ? "below" : "beyond")} the limit of {bound}",
            Measure.Change => $"{subject} changed by {number} within {DurationText.Of(condition.Window)}, {(isBelow ? "below" : "beyond")} the limit of {bound}",
            _ => $"{subject} {number} {(isBelow ? "fell below" : "exceeded")} the limit of {bound}",
        };
    }

    private static string Subject(Condition condition, string labels)
    {
        var subject = ProblemSentence.Subject(condition.Metric, labels);
        var over = DurationText.Of(condition.Window);
        return condition.Measure switch
        {
            Measure.Mean => $"{subject} on average over {over}",
            Measure.Minimum => $"{subject} at its least over {over}",
            Measure.Maximum => $"{subject} at its most over {over}",
            _ => subject,
        };
    }
}
