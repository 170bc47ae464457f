using System.Text;
using Monitor.Domain.Metrics;
using Monitor.Domain.Problems;
using Monitor.Domain.Problems.Rules;

namespace Monitor.Web.Problems.Rules;

/// <summary>Rules as people read and write them.</summary>
internal static class RuleWords
{
    public static bool HasLimit(Rule rule) => rule.Definition.First.IsOfSamples;

    public static string Value(Rule rule, double value) => double.IsNaN(value) ? "–" : RuleSentence.Number(rule.Definition.First, value);

    public static string Override(Rule rule, RuleOverride one)
    {
        var parts = new List<string>();
        for (var i = 0; i < rule.Definition.First.Steps.Count; i++)
        {
            var step = one.Of(rule.Definition.First.Steps[i], i == 0);
            var of = rule.Definition.First.Steps.Count > 1 ? step.Severity + " " : "";
            Add(step.Limit is { } limit ? $"{of}limit {Value(rule, limit)}" : null);
            Add(step.ClearLevel is { } clear ? $"{of}clears at {Value(rule, clear)}" : null);
            Add(step.Low is { } low ? $"{of}low limit {Value(rule, low)}" : null);
            Add(step.LowClear is { } lowClear ? $"{of}low side clears at {Value(rule, lowClear)}" : null);
        }

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

    public static string Where(HostScope where, Func<int, string> group, Func<int, string> host)
    {
        if (where.IsAll)
        {
            return "Every host";
        }

        var parts = new List<string>();
        if (where.Groups.Count > 0)
        {
            parts.Add("groups " + string.Join(", ", where.Groups.Select(group)));
        }

        if (where.Tags.Count > 0)
        {
            parts.Add("tags " + string.Join(", ", where.Tags));
        }

        var hosts = where.Hosts.Count > 0 ? "hosts " + string.Join(", ", where.Hosts.Select(host)) : "";
        return string.Join(" or ", new[] { string.Join(" with ", parts), hosts }.Where(p => p.Length > 0));
    }

    public static string Unit(MetricUnit unit) => unit switch
    {
        MetricUnit.Percent => "%",
        MetricUnit.Bytes => "bytes",
        MetricUnit.BytesPerSecond => "bytes/s",
        MetricUnit.Milliseconds => "ms",
        MetricUnit.Seconds => "s",
        MetricUnit.UnixSeconds => "s since 1970",
        MetricUnit.PerSecond => "per second",
        MetricUnit.Celsius => "°C",
        _ => "number",
    };

    /// <summary>A choice as it is written in files: <c>NoData</c> is <c>no-data</c>.</summary>
    public static string Choice<T>(T value)
        where T : struct, Enum
    {
        var text = new StringBuilder();
        foreach (var c in value.ToString())
        {
            text.Append(char.IsUpper(c) && text.Length > 0 ? "-" : "").Append(char.ToLowerInvariant(c));
        }

        return text.ToString();
    }

    public static bool TryChoice<T>(string text, out T value)
        where T : struct, Enum
    {
        foreach (var one in Enum.GetValues<T>())
        {
            if (string.Equals(Choice(one), text, StringComparison.OrdinalIgnoreCase))
            {
                value = one;
                return true;
            }
        }

        value = default;
        return false;
    }

    /// <summary>As the choices of the editor are called.</summary>
    public static string Of(ConditionKind kind) => kind switch
    {
        ConditionKind.Above => "is above",
        ConditionKind.Below => "is below",
        ConditionKind.Outside => "leaves the band",
        ConditionKind.NoData => "has no data",
        ConditionKind.Unusual => "behaves unusually",
        _ => "is a text state like",
    };

    public static string Of(Measure measure) => measure switch
    {
        Measure.Last => "The value as it comes",
        Measure.Mean => "Mean over a window",
        Measure.Minimum => "Minimum over a window",
        Measure.Maximum => "Maximum over a window",
        Measure.Change => "Change over a window",
        _ => "Change against last week, in %",
    };
}
