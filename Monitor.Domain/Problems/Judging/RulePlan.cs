using System.Runtime.CompilerServices;
using Monitor.Domain.Problems.Rules;

namespace Monitor.Domain.Problems.Judging;

/// <summary>
/// What all watches of a rule have in common, made once: a rule without a value of their own is the same for a thousand hosts, and each has it on many series.
/// </summary>
internal sealed class RulePlan
{
    private static readonly ConditionalWeakTable<EffectiveRule, RulePlan> Known = [];

    private RulePlan(EffectiveRule rule)
    {
        Definition = rule.Definition;
        Severities = [.. Definition.Conditions.SelectMany(c => c.Steps).Select(s => s.Severity).Distinct().Order()];
        Conditions = [.. Definition.Conditions.Select(c => new ConditionPlan(c, Severities))];
        Durations = new Durations(rule.ForDuration.Value, rule.ClearFor);
    }

    /// <summary>The rule's, with the values that count for the host.</summary>
    public RuleDefinition Definition { get; }

    /// <summary>The ladder, mildest first.</summary>
    public Severity[] Severities { get; }

    public ConditionPlan[] Conditions { get; }

    public Durations Durations { get; }

    public static RulePlan Of(EffectiveRule rule) => Known.GetValue(rule, static r => new RulePlan(r));
}
