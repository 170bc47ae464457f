using Monitor.Domain.Problems.Rules;

namespace Monitor.Domain.Problems.Judging;

/// <summary>
/// What a series is compared with. <see cref="Limit"/> and <see cref="ClearLevel"/> are in the metric's unit; a breach must hold
/// <see cref="For"/> before it fires, and its absence <see cref="ClearFor"/> before it ends.
/// </summary>
public readonly record struct Threshold(ConditionKind Condition, double Limit, double ClearLevel, TimeSpan For, TimeSpan ClearFor)
{
    /// <summary>The mildest step of a rule's first condition.</summary>
    public static Threshold Of(EffectiveRule rule) =>
        new(rule.Rule.Definition.First.Kind, rule.Limit.Value, rule.ClearLevel.Value, rule.ForDuration.Value, rule.ClearFor);

    /// <summary>True when the value is strictly on the bad side of the limit.</summary>
    public bool IsBreachedBy(double value) => Condition switch
    {
        ConditionKind.Above => value > Limit,
        ConditionKind.Below => value < Limit,
        _ => false,
    };

    /// <summary>True when the value is at the clear level or on its good side. Between limit and clear level a firing problem keeps firing.</summary>
    public bool IsClearedBy(double value) => !IsBreachedBy(value) && Condition switch
    {
        ConditionKind.Above => value <= ClearLevel,
        ConditionKind.Below => value >= ClearLevel,
        _ => true,
    };
}
