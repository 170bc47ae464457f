using System.Globalization;
using Monitor.Domain.Metrics;

namespace Monitor.Domain.Problems.Rules;

/// <summary>Whether one condition of a rule makes sense, with its ladder.</summary>
internal static class ConditionCheck
{
    public static void Add(List<string> errors, Condition condition)
    {
        if (condition.Metric.Length == 0 && condition.Kind != ConditionKind.NoData)
        {
            errors.Add("Choose a metric.");
        }

        if (condition.Metric.Length > RuleCheck.LongestText || condition.Text.Length > RuleCheck.LongestText)
        {
            errors.Add($"A metric and a pattern have at most {RuleCheck.LongestText} characters.");
        }

        if (condition.Labels.Count > RuleCheck.MostLabels || condition.Labels.Any(l => l.Name.Length is 0 or > RuleCheck.LongestText || l.Value.Length > RuleCheck.LongestText))
        {
            errors.Add($"A condition compares at most {RuleCheck.MostLabels} labels, each with a name and at most {RuleCheck.LongestText} characters.");
        }

        if (condition.Steps.Count is 0 or > Condition.MostSteps || condition.Steps.Zip(condition.Steps.Skip(1)).Any(p => p.First.Severity >= p.Second.Severity))
        {
            errors.Add("A ladder has one to three severities, each once and the mildest first.");
            return;
        }

        var isOfDetectors = AnomalyMetrics.All.Contains(condition.Metric);
        switch (condition.Kind)
        {
            case ConditionKind.Unusual when !isOfDetectors:
                errors.Add($"What the detectors say is called {string.Join(" or ", AnomalyMetrics.All)}: choose one as the metric.");
                break;
            case ConditionKind.Unusual:
                break;
            case var _ when isOfDetectors:
                errors.Add("What the detectors say is no sample and has no limit: compare it with \"behaves unusually\".");
                break;
            case ConditionKind.NoData:
                break;
            case ConditionKind.StateText when condition.Text.Length == 0:
                errors.Add("Say which text is bad, such as failed* or *error*.");
                break;
            case ConditionKind.StateText:
                break;
            default:
                Compared(errors, condition);
                break;
        }
    }

    private static void Compared(List<string> errors, Condition condition)
    {
        if (condition.Measure != Measure.Last && (condition.Window < RuleCheck.ShortestWindow || condition.Window > RuleCheck.LongestWindow))
        {
            errors.Add("The window must be between 10 s and 1 day.");
        }

        var metric = MetricCatalog.Find(condition.Metric);
        var isValue = condition.Measure is not (Measure.Change or Measure.LastWeekChange);
        foreach (var step in condition.Steps)
        {
            InRange("limit", step.Limit);
            InRange("clear level", step.ClearLevel ?? step.Limit);
            Sides(errors, condition.Kind, step);
            if (condition.Kind == ConditionKind.Outside)
            {
                InRange("low limit", step.Low ?? double.NaN);
                InRange("low clear level", step.LowClear ?? step.Low ?? double.NaN);
            }
        }

        Order(errors, condition);

        void InRange(string what, double value)
        {
            if (!double.IsFinite(value))
            {
                errors.Add($"The {what} must be a number.");
            }
            else if (isValue && (value < metric.Minimum || value > metric.Maximum))
            {
                var range = double.IsInfinity(metric.Maximum)
                    ? string.Create(CultureInfo.InvariantCulture, $"{metric.Minimum} or more")
                    : string.Create(CultureInfo.InvariantCulture, $"between {metric.Minimum} and {metric.Maximum}");
                errors.Add($"The {what} of {metric.Title} must be {range}.");
            }
        }
    }

    private static void Sides(List<string> errors, ConditionKind kind, SeverityStep step)
    {
        if (kind != ConditionKind.Below && step.ClearLevel > step.Limit)
        {
            errors.Add("The clear level must not be above the limit, or a problem would end while it lasts.");
        }

        if (kind == ConditionKind.Below && step.ClearLevel < step.Limit)
        {
            errors.Add("The clear level must not be below the limit, or a problem would end while it lasts.");
        }

        if (kind == ConditionKind.Outside && (step.Low > step.Limit || step.LowClear < step.Low || (step.LowClear ?? step.Low) > (step.ClearLevel ?? step.Limit)))
        {
            errors.Add("A band goes from its low limit over the two clear levels to its limit, in this order.");
        }
    }

    private static void Order(List<string> errors, Condition condition)
    {
        foreach (var (mild, bad) in condition.Steps.Zip(condition.Steps.Skip(1)))
        {
            if (condition.Kind == ConditionKind.Below ? bad.Limit > mild.Limit : bad.Limit < mild.Limit || bad.Low > mild.Low)
            {
                errors.Add($"The limit of {bad.Severity} must not be milder than that of {mild.Severity}.");
            }
        }
    }
}
