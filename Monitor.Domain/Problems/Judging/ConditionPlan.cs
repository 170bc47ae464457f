using Monitor.Domain.Problems.Rules;

namespace Monitor.Domain.Problems.Judging;

/// <summary>A condition made ready to compare: one threshold for each severity of its rule. At a severity a condition uses its highest step that is not worse, else its lowest.</summary>
public sealed class ConditionPlan
{
    private readonly Threshold[] _thresholds;

    public ConditionPlan(Condition condition, IReadOnlyList<Severity> severities)
    {
        Condition = condition;
        _thresholds = [.. severities.Select(s => Threshold.Of(condition.Kind, condition.Steps.LastOrDefault(step => step.Severity <= s) ?? condition.Steps[0]))];

        // The values between which nothing is breached at any severity.
        High = condition.Kind == ConditionKind.Below ? double.PositiveInfinity : _thresholds.Min(t => t.Limit);
        Low = condition.Kind switch
        {
            ConditionKind.Below => _thresholds.Max(t => t.Limit),
            ConditionKind.Outside => _thresholds.Max(t => t.Low),
            _ => double.NegativeInfinity,
        };
    }

    public Condition Condition { get; }

    public double High { get; }

    public double Low { get; }

    public Threshold At(int step) => _thresholds[step];

    /// <summary>Bit n: the value is on the bad side at severity n. Nothing for NaN.</summary>
    public uint Breached(double value)
    {
        var bits = 0u;
        for (var i = 0; i < _thresholds.Length; i++)
        {
            bits |= _thresholds[i].IsBreachedBy(value) ? 1u << i : 0;
        }

        return bits;
    }

    /// <summary>Bit n: the value is well again at severity n. Nothing for NaN.</summary>
    public uint Cleared(double value)
    {
        var bits = 0u;
        for (var i = 0; i < _thresholds.Length; i++)
        {
            bits |= _thresholds[i].IsClearedBy(value) ? 1u << i : 0;
        }

        return bits;
    }
}
