using Monitor.Domain.Metrics;

namespace Monitor.Domain.Problems.Rules;

/// <summary>Rules as people read them: "CPU usage above 90 % for 5 min: Warning; above 95 %: Critical".</summary>
public static class RuleSentence
{
    public static string Of(RuleDefinition definition)
    {
        var parts = definition.Conditions.Select((c, i) => Of(c, i == 0 ? Held(definition) : ""));
        return string.Join(definition.Combine == Combination.All ? ", and " : ", or ", parts) + Predicted(definition.Predicted);
    }

    /// <summary>"; predicted up to 4 d ahead from a probability of 70 %"; empty without.</summary>
    private static string Predicted(PredictedPart? part) => part is null ? ""
        : $"; predicted up to {DurationText.Of(part.Within)} ahead from a probability of {ValueText.Of(part.Probability * 100, MetricUnit.Percent)}";

    /// <summary>What is compared: "CPU usage", "mean of CPU usage over 10 min", "Disk usage with mount = /".</summary>
    public static string Subject(Condition condition)
    {
        if (condition.Metric.Length == 0)
        {
            return "The host";
        }

        var title = condition.Kind == ConditionKind.StateText ? condition.Metric : MetricCatalog.Find(condition.Metric).Title;
        var labels = condition.Labels.Count == 0 ? "" : $" with {string.Join(", ", condition.Labels)}";
        var over = DurationText.Of(condition.Window);
        return !condition.IsOfSamples ? title + labels : condition.Measure switch
        {
            Measure.Mean => $"{title}{labels} on average over {over}",
            Measure.Minimum => $"{title}{labels} at its least over {over}",
            Measure.Maximum => $"{title}{labels} at its most over {over}",
            Measure.Change => $"Change of {title}{labels} over {over}",
            Measure.LastWeekChange => $"{title}{labels} over {over} against last week",
            _ => title + labels,
        };
    }

    /// <summary>A limit in the unit in which the condition compares.</summary>
    public static string Number(Condition condition, double? value) => condition.Measure == Measure.LastWeekChange
        ? ValueText.Of(value, MetricUnit.Percent)
        : ProblemSentence.Number(condition.Metric, value);

    private static string Held(RuleDefinition definition) => definition.For == TimeSpan.Zero ? "" : $" for {DurationText.Of(definition.For)}";

    private static string Of(Condition condition, string held)
    {
        var (subject, first) = (Subject(condition), condition.Steps[0].Severity);
        return condition.Kind switch
        {
            ConditionKind.NoData when condition.IsSilence => $"{subject} has sent nothing{held}: {first}",
            ConditionKind.NoData => $"No {subject}{held}: {first}",
            ConditionKind.StateText => $"{subject} is {condition.Text}{held}: {first}",
            ConditionKind.Unusual when condition.Metric == AnomalyMetrics.Fleet => $"Many hosts of a group behave unusually at once{held}: {first}",
            ConditionKind.Unusual => $"The host behaves unusually{held}, by its own past or beside its peers: {first}",
            _ => $"{subject} {string.Join("; ", condition.Steps.Select((s, i) => $"{Beyond(condition, s)}{(i == 0 ? held : "")}: {s.Severity}"))}",
        };
    }

    private static string Beyond(Condition condition, SeverityStep step) => condition.Kind switch
    {
        ConditionKind.Above => $"above {Number(condition, step.Limit)}",
        ConditionKind.Below => $"below {Number(condition, step.Limit)}",
        _ => $"outside {Number(condition, step.Low)} to {Number(condition, step.Limit)}",
    };
}
