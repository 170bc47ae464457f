using Monitor.Domain.Problems;
using Monitor.Domain.Problems.Rules;

namespace Monitor.Web.Problems.Rules;

/// <summary>What a new rule starts from.</summary>
internal static class RuleTemplate
{
    public static RuleDraft Plain { get; } = new()
    {
        Key = "", Name = "", Definition = RuleDefinition.Of("cpu.used_percent", ConditionKind.Above, TimeSpan.FromMinutes(5), new SeverityStep(Severity.Warning, 90)),
    };

    /// <summary>A copy under a free key. What the original waits for a source for, the copy takes from wherever it comes.</summary>
    public static RuleDraft Of(Rule rule, RuleSet rules)
    {
        var keys = rules.Rules.Select(r => r.Key).ToHashSet();
        var key = Enumerable.Range(2, 1000).Select(n => $"{(rule.Key.Length > 90 ? rule.Key[..90] : rule.Key)}-{n}").First(k => !keys.Contains(k));
        return RuleDraft.Of(rule) with { Key = key, Name = $"{rule.Name} (copy)", Enabled = true, Definition = rule.Definition with { Source = null } };
    }
}
