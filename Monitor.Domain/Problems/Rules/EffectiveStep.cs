namespace Monitor.Domain.Problems.Rules;

/// <summary>
/// One step of a ladder as it counts on one host. <see cref="ClearLevel"/> is where a firing problem begins to clear: where the limit is set nearer to the
/// host than the clear level, the clear level keeps its proportion to its own limit, so that a limit of 1 % below a fleet of "90 %, clear 85 %" clears at
/// 0.94 % and not at 85 %. Low and its clear level are those of a band, NaN without.
/// </summary>
public sealed record EffectiveStep(Severity Severity, Sourced<double> Limit, Sourced<double> ClearLevel, Sourced<double> Low, Sourced<double> LowClear)
{
    /// <summary>As a step of a definition.</summary>
    public SeverityStep Step => new(Severity, Limit.Value, ClearLevel.Value, Finite(Low.Value), Finite(LowClear.Value));

    /// <param name="kind">How the condition compares.</param>
    /// <param name="step">The fleet's step.</param>
    /// <param name="levels">What is set for it, nearest first.</param>
    internal static EffectiveStep Of(ConditionKind kind, SeverityStep step, IReadOnlyList<(StepOverride Set, RuleSource Source)> levels)
    {
        var isBelow = kind == ConditionKind.Below;
        var (limit, clear) = Side(step.Limit, step.ClearLevel, levels, s => (s.Limit, s.ClearLevel), isBelow);
        var (low, lowClear) = Side(step.Low ?? double.NaN, step.LowClear, levels, s => (s.Low, s.LowClear), isBelow: true);
        return new EffectiveStep(step.Severity, limit, clear, low, lowClear);
    }

    private static (Sourced<double> Limit, Sourced<double> Clear) Side(
        double fleetLimit, double? fleetClear, IReadOnlyList<(StepOverride Set, RuleSource Source)> levels, Func<StepOverride, (double?, double?)> pick, bool isBelow)
    {
        // From the fleet inwards: a level that sets only a limit scales the clear level along, one that sets a clear level sets it.
        var limit = new Sourced<double>(fleetLimit, RuleSource.Fleet);
        var clear = new Sourced<double>(fleetClear ?? fleetLimit, RuleSource.Fleet);
        for (var i = levels.Count - 1; i >= 0; i--)
        {
            var (set, source) = levels[i];
            var (newLimit, newClear) = pick(set);
            if (newClear is { } level)
            {
                clear = new(level, source);
            }
            else if (newLimit is { } moved)
            {
                clear = new(limit.Value > 0 && moved > 0 ? moved * (clear.Value / limit.Value) : moved, source);
            }

            limit = newLimit is { } nearer ? new(nearer, source) : limit;
        }

        // Whatever was typed where, a problem can only clear on the good side of its limit.
        return (limit, clear with { Value = isBelow ? Math.Max(clear.Value, limit.Value) : Math.Min(clear.Value, limit.Value) });
    }

    private static double? Finite(double value) => double.IsNaN(value) ? null : value;
}
