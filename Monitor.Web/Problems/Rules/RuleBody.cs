using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Nodes;
using Monitor.Domain.Metrics;
using Monitor.Domain.Problems.Rules;

namespace Monitor.Web.Problems.Rules;

/// <summary>A definition as programs send it. Whatever is null is as if it was not said; numbers in place of names are refused.</summary>
internal static class RuleBody
{
    public static bool TryRead(JsonElement body, [NotNullWhen(true)] out RuleDefinition? definition, out string problem)
    {
        (definition, problem) = (null, "");
        try
        {
            var node = JsonNode.Parse(body.GetRawText());
            WithoutNulls(node);
            definition = RuleJson.Read(node?.ToJsonString() ?? "null");
            if (IsWhole(definition))
            {
                return true;
            }

            problem = "`definition` uses a name that is not known.";
        }
        catch (JsonException wrong) when (wrong.Message.Contains("Monitor.", StringComparison.Ordinal))
        {
            // The reader's own words name a type of this program, and no way out.
            problem = $"`definition` is no rule: {Place(wrong)}. GET /api/v1/rules shows whole definitions.";
        }
        catch (Exception wrong) when (wrong is JsonException or ArgumentException or InvalidOperationException)
        {
            problem = $"`definition` is no rule: {WholeText.First(wrong.Message, 300)}";
        }

        definition = null;
        return false;
    }

    private static string Place(JsonException wrong) =>
        wrong.Message.Split("missing required properties including: ", StringSplitOptions.None) is [_, var missing] ? $"it has no {missing.TrimEnd('.')}"
        : wrong.Path is { Length: > 1 } path ? $"{path} has a value that cannot stand there"
        : "it is an object with `conditions`";

    private static bool IsWhole(RuleDefinition definition) => Enum.IsDefined(definition.Combine)
        && definition.Where is { Groups: not null, Tags: not null, Hosts: not null } && definition.Conditions.All(c =>
            c is { Metric: not null, Text: not null, Labels: not null } && Enum.IsDefined(c.Kind) && Enum.IsDefined(c.Measure)
            && c.Labels.All(l => l is { Name: not null, Value: not null } && Enum.IsDefined(l.Operator))
            && c.Steps.All(s => Enum.IsDefined(s.Severity)));

    private static void WithoutNulls(JsonNode? node)
    {
        if (node is JsonObject map)
        {
            foreach (var name in map.Where(p => p.Value is null).Select(p => p.Key).ToList())
            {
                map.Remove(name);
            }

            foreach (var (_, value) in map)
            {
                WithoutNulls(value);
            }
        }
        else if (node is JsonArray list)
        {
            foreach (var item in list)
            {
                WithoutNulls(item ?? throw new JsonException("A list has no empty places."));
            }
        }
    }
}
