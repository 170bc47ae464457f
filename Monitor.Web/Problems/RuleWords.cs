using Monitor.Domain.Metrics;
using Monitor.Domain.Problems;
using Monitor.Domain.Problems.Rules;

namespace Monitor.Web.Problems;

/// <summary>Rules as people read them.</summary>
internal static class RuleWords
{
    public static string FiresWhen(Rule rule) => RuleSentence.Of(rule.Definition);

    public static string ClearsAt(Rule rule) => HasLimit(rule) ? Value(rule, rule.Definition.Mildest.ClearLevel ?? rule.Definition.Mildest.Limit) : "When it is over";

    public static string Limit(EffectiveRule rule) => HasLimit(rule.Rule) ? Value(rule.Rule, rule.Limit.Value) : "–";

    public static string Clear(EffectiveRule rule) => HasLimit(rule.Rule) ? Value(rule.Rule, rule.ClearLevel.Value) : "–";

    public static string From(EffectiveRule rule, RuleSource source) => HasLimit(rule.Rule) ? source.ToString() : "";

    public static bool HasLimit(Rule rule) => rule.Definition.First.IsOfSamples;

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

    private static string Value(Rule rule, double value) => RuleSentence.Number(rule.Definition.First, value);
}
