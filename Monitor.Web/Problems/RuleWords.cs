using Monitor.Domain.Metrics;
using Monitor.Domain.Problems;

namespace Monitor.Web.Problems;

/// <summary>Rules as people read them.</summary>
internal static class RuleWords
{
    public static string FiresWhen(Rule rule) => rule.Condition switch
    {
        RuleCondition.Silent => $"A host has sent nothing for {DurationText.Of(rule.ForDuration)}",
        RuleCondition.Below => $"{Title(rule)} is below {Value(rule, rule.Limit)} for {DurationText.Of(rule.ForDuration)}",
        _ => $"{Title(rule)} is above {Value(rule, rule.Limit)} for {DurationText.Of(rule.ForDuration)}",
    };

    public static string ClearsAt(Rule rule) => rule.Condition == RuleCondition.Silent ? "When it sends again" : Value(rule, rule.ClearLevel);

    public static string Limit(EffectiveRule rule) => rule.Rule.Condition == RuleCondition.Silent ? "–" : Value(rule.Rule, rule.Limit.Value);

    public static string Clear(EffectiveRule rule) => rule.Rule.Condition == RuleCondition.Silent ? "–" : Value(rule.Rule, rule.ClearLevel.Value);

    public static string From(EffectiveRule rule, RuleSource source) => rule.Rule.Condition == RuleCondition.Silent ? "" : source.ToString();

    public static string Override(Rule rule, RuleOverride one)
    {
        var parts = new List<string>();
        Add(one.Limit is { } limit ? $"limit {Value(rule, limit)}" : null);
        Add(one.ClearLevel is { } clear ? $"clears at {Value(rule, clear)}" : null);
        Add(one.ForDuration is { } held ? $"for {DurationText.Of(held)}" : null);
        Add(one.Enabled is { } enabled ? enabled ? "on" : "off" : null);
        return string.Join(", ", parts);

        void Add(string? part)
        {
            if (part is not null)
            {
                parts.Add(part);
            }
        }
    }

    public static string Unit(MetricUnit unit) => unit switch
    {
        MetricUnit.Percent => "%",
        MetricUnit.Bytes => "bytes",
        MetricUnit.BytesPerSecond => "bytes/s",
        MetricUnit.Milliseconds => "ms",
        MetricUnit.Seconds => "s",
        MetricUnit.PerSecond => "per second",
        _ => "number",
    };

    private static string Title(Rule rule) => MetricCatalog.Find(rule.Metric).Title;

    private static string Value(Rule rule, double value) => ProblemSentence.Number(rule.Metric, value);
}
