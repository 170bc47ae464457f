using Monitor.Domain.Problems.Rules;

namespace Monitor.Domain.Forecasting.Predictions;

/// <summary>What the outlook on something that can be full says about a rule's limits.</summary>
public static class CapacityVoice
{
    private static readonly HashSet<string> Fills = new(StringComparer.Ordinal)
    {
        "disk.used_percent", "disk.inodes_used_percent", "disk.used_bytes", "disk.free_bytes", "disk.wear_percent", "memory.used_percent", "memory.used_bytes",
        "memory.available_bytes", "memory.free_bytes", "swap.used_percent",
    };

    /// <summary>Whether a metric is of something that can be full.</summary>
    public static bool IsOf(string metric) => Fills.Contains(metric);

    /// <summary>Null when it says nothing: all limits are crossed already, or the history is too short.</summary>
    public static Sighting? Of(SeriesHistory history, double value, RuleDefinition rule)
    {
        var part = rule.Predicted ?? throw new ArgumentException("The rule asks for no prediction.", nameof(rule));
        var ahead = LimitLadder.Ahead(rule.First, value);
        if (ahead.Count == 0 || double.IsNaN(value))
        {
            return null;
        }

        var isBelow = rule.First.Kind == ConditionKind.Below;
        var seen = isBelow ? Mirrored(history) : history;
        var outlooks = ahead.Select(s => (Step: s, Outlook: Capacity.Look(seen, isBelow ? -s.Limit : s.Limit))).ToList();
        var next = outlooks[0].Outlook;
        if (next.Reason == CapacityReason.Learning)
        {
            return null;
        }

        return new Sighting
        {
            Source = Sighting.Capacity, At = history.End, Value = value, Limit = ahead[0].Limit, Probability = Within(next, part.Within),
            Severity = LimitLadder.Worst([.. outlooks.Select(o => (o.Step, Within(o.Outlook, part.Within), o.Outlook.Expected))], part.Probability),
            ExpectedAt = history.End + next.Expected, EarliestAt = history.End + next.Earliest, LatestAt = history.End + next.Latest,
            PerDay = isBelow ? -next.PerDay : next.PerDay, HasDropped = next.Reason == CapacityReason.Dropped,
        };
    }

    /// <summary>
    /// The chance that the limit is reached within a time: the interval holds it in 8 of 10 cases and is entered and left in 1 of 10 each, so that between its
    /// ends and the expected time the chance is drawn as straight lines.
    /// </summary>
    public static double Within(CapacityOutlook outlook, TimeSpan time)
    {
        if (outlook is not { Expected: { } expected })
        {
            return 0;
        }

        var earliest = outlook.Earliest is { } early && early < expected ? early : expected;
        var latest = outlook.Latest is { } late && late > expected ? late : (TimeSpan?)null;
        return time < earliest ? 0.1 * PartOf(TimeSpan.Zero, earliest, time)
            : time < expected ? 0.1 + (0.4 * PartOf(earliest, expected, time))
            : latest is not { } end ? Math.Min(0.9, 0.5 + (0.4 * PartOf(expected, Later(Capacity.Horizon, expected), time)))
            : time < end ? 0.5 + (0.4 * PartOf(expected, end, time))
            : Math.Min(0.99, 0.9 + (0.09 * PartOf(end, 2 * end, time)));
    }

    private static double PartOf(TimeSpan from, TimeSpan to, TimeSpan at) => to > from ? Math.Clamp((at - from) / (to - from), 0, 1) : 1;

    private static TimeSpan Later(TimeSpan one, TimeSpan other) => one > other ? one : other;

    internal static SeriesHistory Mirrored(SeriesHistory history) => new(
        history.Start, history.Step, Array.ConvertAll(history.Values, v => -v), new ValueRange(-history.Range.Maximum, -history.Range.Minimum));
}
