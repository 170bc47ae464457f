using System.Text.Json.Nodes;
using Monitor.Domain.Problems.Rules;

namespace Monitor.Web.Problems.Rules;

/// <summary>Rules as programs see them.</summary>
internal static class RuleShape
{
    public static object Of(Rule rule, IEnumerable<RuleOverride> overrides, IReadOnlySet<int> visibleHosts) => new
    {
        rule.Id, rule.Key, rule.Name, rule.Description, rule.Definition.First.Metric, Condition = rule.Definition.First.Kind.ToString(),
        rule.Definition.Mildest.Limit, ClearLevel = rule.Definition.Mildest.ClearLevel ?? rule.Definition.Mildest.Limit,
        ForSeconds = rule.Definition.For.TotalSeconds, Severity = rule.Definition.Mildest.Severity.ToString(), rule.Enabled, rule.Version,
        UpdatedAt = rule.UpdatedAt.UtcDateTime, DeletedAt = rule.DeletedAt?.UtcDateTime, Says = RuleSentence.Of(rule.Definition),
        AwaitsSource = rule.Definition.Source, Definition = JsonNode.Parse(RuleJson.Write(rule.Definition)),
        Overrides = overrides.Where(o => o.HostId is null || visibleHosts.Contains(o.HostId.Value)).Select(Of).ToList(),
    };

    public static object Of(RuleHistoryLine line) => new
    {
        line.Version.Version, At = line.Version.At.UtcDateTime, line.By, line.Version.Act, line.Version.Reason, line.Version.Name, line.Version.Enabled,
        Says = RuleSentence.Of(line.Version.Definition), Definition = JsonNode.Parse(RuleJson.Write(line.Version.Definition)),
    };

    private static object Of(RuleOverride one) => new
    {
        one.GroupId, one.HostId, one.Limit, one.ClearLevel, Steps = JsonNode.Parse(RuleJson.Write(one.Steps)), ForSeconds = one.ForDuration?.TotalSeconds, one.Enabled,
    };
}
