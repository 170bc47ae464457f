using Monitor.Domain.Problems.Rules;

namespace Monitor.Domain.Forecasting.Predictions;

/// <summary>
/// What a steady climb above the usual course says about a rule's limits: a leak of hours, also one that noise or the time of day hides from an outlook over
/// days. It is heard once the climb has lasted for a third of the time that it says is left.
/// </summary>
public static class DriftVoice
{
    /// <summary>The hours that are looked at, the longest that climb all along count.</summary>
    private static readonly double[] Spans = [24, 16, 12, 8, 6, 4, 3, 2, 1.5];

    /// <summary>A climb of less than this share of the limit, or of so many times the usual spread, is none.</summary>
    private const double LeastRise = .02;
    private const double TimesUsual = 4;
    private const double LeastLikeness = .85;

    /// <summary>Each half climbs at least with this share of the whole: one jump is no climb.</summary>
    private const double LeastHalf = .35;

    /// <summary>What is left at most, by the time that the climb has lasted.</summary>
    private const double LeftBySpan = 3;

    /// <summary>A climb that has stood still for so long is over.</summary>
    private const double StandstillHours = 6;

    /// <summary>Null when it says nothing: all limits are crossed, too little is known, or it neither climbs steadily nor stands still.</summary>
    public static Sighting? Of(SeriesHistory history, double value, RuleDefinition rule)
    {
        var part = rule.Predicted ?? throw new ArgumentException("The rule asks for no prediction.", nameof(rule));
        var ahead = LimitLadder.Ahead(rule.First, value);
        var isBelow = rule.First.Kind == ConditionKind.Below;
        if (ahead.Count == 0 || double.IsNaN(value) || DriftLevel.Of(isBelow ? CapacityVoice.Mirrored(history) : history) is not { } level || double.IsNaN(level.Now))
        {
            return null;
        }

        var limit = isBelow ? -ahead[0].Limit : ahead[0].Limit;
        var seen = new Sighting
        {
            Source = Sighting.Drift, At = history.End, Value = value, Level = isBelow ? -level.Now : level.Now, Limit = ahead[0].Limit, Severity = ahead[0].Severity,
        };
        if (Climb(level, Math.Abs(limit)) is not var (hours, perHour))
        {
            return StandsStill(level, Math.Abs(limit)) ? seen : null;
        }

        var outlooks = ahead.Select(s => (Step: s, Outlook: Outlook(level, isBelow ? -s.Limit : s.Limit, hours, perHour))).ToList();
        return outlooks[0].Outlook is not { Expected: { } expected } next
            ? null
            : seen with
            {
                Probability = CapacityVoice.Within(next, part.Within), ExpectedAt = history.End + expected, EarliestAt = history.End + next.Earliest,
                LatestAt = history.End + next.Latest, PerDay = (isBelow ? -perHour : perHour) * 24,
                Severity = LimitLadder.Worst([.. outlooks.Select(o => (o.Step, CapacityVoice.Within(o.Outlook, part.Within), o.Outlook.Expected))], part.Probability),
            };
    }

    private static CapacityOutlook Outlook(DriftLevel level, double limit, double hours, double perHour) =>
        level.HoursTo(limit, perHour, LeftBySpan * hours) is { } left
            ? new CapacityOutlook(CapacityReason.Growing, TimeSpan.FromHours(.7 * left), TimeSpan.FromHours(left), TimeSpan.FromHours(1.6 * left), perHour * 24)
            : new CapacityOutlook(CapacityReason.Steady, null, null, null, 0);

    private static (double Hours, double PerHour)? Climb(DriftLevel level, double limit)
    {
        var least = Math.Max(LeastRise * limit, TimesUsual * level.Noise());
        foreach (var hours in Spans)
        {
            var last = level.Last(hours);
            var line = DriftLine.Of(last);
            if (line.PerHour * hours >= least && line.Likeness >= LeastLikeness
                && DriftLine.Of(last[..(last.Length / 2)]).PerHour >= LeastHalf * line.PerHour && DriftLine.Of(last[(last.Length / 2)..]).PerHour >= LeastHalf * line.PerHour)
            {
                return (hours, line.PerHour);
            }
        }

        return null;
    }

    private static bool StandsStill(DriftLevel level, double limit) => DriftLine.Of(level.Last(StandstillHours)).PerHour * 24 < LeastRise / 4 * limit;
}
