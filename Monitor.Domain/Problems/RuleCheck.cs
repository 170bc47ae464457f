using System.Globalization;
using Monitor.Domain.Metrics;

namespace Monitor.Domain.Problems;

/// <summary>Whether typed rule values make sense. Each error says what is wrong and what would be right.</summary>
public static class RuleCheck
{
    public static readonly TimeSpan LongestFor = TimeSpan.FromDays(1);

    /// <summary>Errors in an effective rule as it would be; empty when it is fine.</summary>
    public static IReadOnlyList<string> Errors(Rule rule, double limit, double clearLevel, TimeSpan forDuration)
    {
        var errors = new List<string>();
        if (forDuration < TimeSpan.Zero || forDuration > LongestFor)
        {
            errors.Add("The duration must be between 0 s and 1 day.");
        }

        if (rule.Condition == RuleCondition.Silent)
        {
            if (forDuration < TimeSpan.FromSeconds(10))
            {
                errors.Add("A host is silent after 10 s at the earliest: it may just be slow.");
            }

            return errors;
        }

        var metric = MetricCatalog.Find(rule.Metric);
        InRange(errors, "limit", limit, metric);
        InRange(errors, "clear level", clearLevel, metric);
        if (rule.Condition == RuleCondition.Above && clearLevel > limit)
        {
            errors.Add("The clear level must not be above the limit, or a problem would end while it lasts.");
        }

        if (rule.Condition == RuleCondition.Below && clearLevel < limit)
        {
            errors.Add("The clear level must not be below the limit, or a problem would end while it lasts.");
        }

        return errors;
    }

    private static void InRange(List<string> errors, string what, double value, MetricInfo metric)
    {
        if (!double.IsFinite(value))
        {
            errors.Add($"The {what} must be a number.");
        }
        else if (value < metric.Minimum || value > metric.Maximum)
        {
            var range = double.IsInfinity(metric.Maximum)
                ? string.Create(CultureInfo.InvariantCulture, $"{metric.Minimum} or more")
                : string.Create(CultureInfo.InvariantCulture, $"between {metric.Minimum} and {metric.Maximum}");
            errors.Add($"The {what} of {metric.Title} must be {range}.");
        }
    }
}
