namespace Monitor.Domain.Problems;

/// <summary>
/// What a series is compared with. <see cref="Limit"/> and <see cref="ClearLevel"/> are in the metric's unit; a breach must hold
/// <see cref="For"/> before it fires, and its absence <see cref="ClearFor"/> before it ends.
/// </summary>
public readonly record struct Threshold(RuleCondition Condition, double Limit, double ClearLevel, TimeSpan For, TimeSpan ClearFor)
{
    /// <summary>True when the value is strictly on the bad side of the limit.</summary>
    public bool IsBreachedBy(double value) => Condition switch
    {
        RuleCondition.Above => value > Limit,
        RuleCondition.Below => value < Limit,
        _ => false,
    };

    /// <summary>True when the value is at the clear level or on its good side. Between limit and clear level a firing problem keeps firing.</summary>
    public bool IsClearedBy(double value) => !IsBreachedBy(value) && Condition switch
    {
        RuleCondition.Above => value <= ClearLevel,
        RuleCondition.Below => value >= ClearLevel,
        _ => true,
    };
}
