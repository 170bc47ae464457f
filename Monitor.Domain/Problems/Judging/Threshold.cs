using Monitor.Domain.Problems.Rules;

namespace Monitor.Domain.Problems.Judging;

/// <summary>
/// What a measure is compared with at one severity, in the unit in which its condition compares. Low and its clear level are those of a band, else NaN.
/// </summary>
public readonly record struct Threshold(ConditionKind Kind, double Limit, double ClearLevel, double Low = double.NaN, double LowClear = double.NaN)
{
    public static Threshold Of(ConditionKind kind, SeverityStep step) => new(
        kind, step.Limit, step.ClearLevel ?? step.Limit, step.Low ?? double.NaN, step.LowClear ?? step.Low ?? double.NaN);

    /// <summary>True when the value is strictly on the bad side of the limit; false for NaN.</summary>
    public bool IsBreachedBy(double value) => Kind switch
    {
        ConditionKind.Above => value > Limit,
        ConditionKind.Below => value < Limit,
        ConditionKind.Outside => value > Limit || value < Low,
        _ => false,
    };

    /// <summary>
    /// True when the value is at the clear level or on its good side. Between limit and clear level a firing problem keeps firing. False for NaN.
    /// </summary>
    public bool IsClearedBy(double value) => !IsBreachedBy(value) && Kind switch
    {
        ConditionKind.Above => value <= ClearLevel,
        ConditionKind.Below => value >= ClearLevel,
        ConditionKind.Outside => value <= ClearLevel && value >= LowClear,
        _ => false,
    };

    /// <summary>The side of the limit that a value is compared with.</summary>
    public double LimitFor(double value) => Kind == ConditionKind.Outside && value < Low ? Low : Limit;
}
