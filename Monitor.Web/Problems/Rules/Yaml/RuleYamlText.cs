using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Monitor.Domain.Problems;
using Monitor.Domain.Problems.Rules;

namespace Monitor.Web.Problems.Rules.Yaml;

/// <summary>Writes rules as a file that <see cref="RuleYaml"/> reads: values that are usual are left out, every text is quoted as in JSON.</summary>
public static class RuleYamlText
{
    public static string Of(IEnumerable<Rule> rules, RuleNames names)
    {
        var text = new StringBuilder().Append(RuleYaml.Version).Append(": 1\nrules:\n");
        foreach (var rule in rules)
        {
            Write(text, rule, names);
        }

        return text.ToString();
    }

    private static void Write(StringBuilder text, Rule rule, RuleNames names)
    {
        var definition = rule.Definition;
        Line(text, "  - key: ", rule.Key);
        Line(text, "    name: ", rule.Name);
        if (rule.Description.Length > 0)
        {
            Line(text, "    description: ", rule.Description);
        }

        if (!rule.Enabled)
        {
            text.Append("    enabled: false\n");
        }

        Scope(text, definition.Where, names);
        if (definition.Conditions.Count > 1)
        {
            text.Append("    combine: ").Append(RuleWords.Choice(definition.Combine)).Append('\n');
        }

        Duration(text, "    for: ", definition.For);
        Duration(text, "    clear-for: ", definition.ClearFor);
        if (definition.Predicted is { } predicted)
        {
            text.Append(CultureInfo.InvariantCulture, $"    predicted: {{probability: {predicted.Probability:R}, within: {Exact(predicted.Within)}}}\n");
        }

        if (definition.Source is { } source)
        {
            Line(text, "    waits-for: ", source);
        }

        text.Append("    conditions:\n");
        foreach (var condition in definition.Conditions)
        {
            Write(text, condition);
        }
    }

    private static void Scope(StringBuilder text, HostScope where, RuleNames names)
    {
        if (where.IsAll)
        {
            return;
        }

        text.Append("    where:\n");
        List(text, "      groups: ", where.Groups.Select(names.GroupName));
        List(text, "      tags: ", where.Tags);
        List(text, "      hosts: ", where.Hosts.Select(names.HostName));
    }

    private static void Write(StringBuilder text, Condition condition)
    {
        Line(text, "      - metric: ", condition.Metric);
        List(text, "        labels: ", condition.Labels.Select(l => l.ToString()));
        text.Append("        compare: ").Append(RuleWords.Choice(condition.Kind)).Append('\n');
        if (condition.Text.Length > 0)
        {
            Line(text, "        text: ", condition.Text);
        }

        if (condition.Measure != Measure.Last)
        {
            text.Append("        measure: ").Append(RuleWords.Choice(condition.Measure)).Append('\n');
            Duration(text, "        window: ", condition.Window);
        }

        text.Append("        steps:\n");
        foreach (var step in condition.Steps)
        {
            text.Append("          - severity: ").Append(RuleWords.Choice(step.Severity)).Append('\n');
            Number(text, "            limit: ", condition.IsOfSamples ? step.Limit : null);
            Number(text, "            clear: ", step.ClearLevel);
            Number(text, "            low: ", step.Low);
            Number(text, "            low-clear: ", step.LowClear);
        }
    }

    private static void Line(StringBuilder text, string name, string value) => text.Append(name).Append(Quoted(value)).Append('\n');

    private static void List(StringBuilder text, string name, IEnumerable<string> values)
    {
        var items = string.Join(", ", values.Select(Quoted));
        if (items.Length > 0)
        {
            text.Append(name).Append('[').Append(items).Append("]\n");
        }
    }

    private static void Number(StringBuilder text, string name, double? value)
    {
        if (value is { } number)
        {
            text.Append(name).Append(number.ToString("R", CultureInfo.InvariantCulture)).Append('\n');
        }
    }

    private static void Duration(StringBuilder text, string name, TimeSpan? value)
    {
        if (value is { } span)
        {
            text.Append(name).Append(Exact(span)).Append('\n');
        }
    }

    /// <summary>Every part of it: a file says what the rule says, to the second.</summary>
    internal static string Exact(TimeSpan span)
    {
        var parts = new (int Count, string Unit)[] { (span.Days, "d"), (span.Hours, "h"), (span.Minutes, "min"), (span.Seconds, "s") };
        var said = string.Join(' ', parts.Where(p => p.Count > 0).Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.Count} {p.Unit}")));
        return said.Length > 0 ? said : "0 s";
    }

    private static string Quoted(string value) => JsonSerializer.Serialize(value, Json);

    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
