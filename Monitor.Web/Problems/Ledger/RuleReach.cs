using Monitor.Domain.Metrics;
using Monitor.Domain.Problems.Rules;

namespace Monitor.Web.Problems.Ledger;

/// <summary>Whether the rules as they are now judge a host, and a series of it.</summary>
internal static class RuleReach
{
    /// <summary>Why a problem of a rule would be judged by nobody, as a sentence; null: it is judged.</summary>
    /// <param name="isPredicted">The problem is only expected: then a forecast must be asked for.</param>
    public static string? WhyNot(RuleSet set, int ruleId, ScopedHost host, string metric, string labels, bool isPredicted = false)
    {
        if (set.Rules.FirstOrDefault(r => r.Id == ruleId) is not { } rule)
        {
            return "The rule was deleted.";
        }

        if (set.Of(rule, host.Id, host.GroupId).Enabled is { Value: false } off)
        {
            return $"The rule {rule.Name} was switched off ({off.From}).";
        }

        var definition = rule.Definition;
        if (isPredicted && definition.Predicted is null)
        {
            return $"The rule {rule.Name} asks for no prediction any more.";
        }

        if (!definition.Where.Includes(host, set.Groups))
        {
            return $"The rule {rule.Name} is no longer about this host.";
        }

        // One condition: a problem for each series. Several: one for the host.
        var first = definition.First;
        var looks = definition.Conditions.Count > 1
            ? labels.Length == 0
            : first.Metric == metric && (!first.IsOfSamples || LabelMatcher.All(first.Labels, LabelSet.Parse(labels)));
        return looks ? null : $"The rule {rule.Name} no longer looks at {(labels.Length == 0 ? metric : labels)}.";
    }
}
