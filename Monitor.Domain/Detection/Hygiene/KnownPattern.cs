namespace Monitor.Domain.Detection.Hygiene;

/// <summary>
/// A habit of a host that people called normal, such as a nightly backup: the same metrics at the same time of day, and on the same day of the week where it was only ever seen on that one. It
/// is silent from the third label on, until it has not come at three times when it was expected and for at least 14 days. Times of day are UTC; where clocks were changed since it came last,
/// it may come an hour earlier or later, and is expected then from there on. A value: what changes it gives a new one.
/// </summary>
/// <param name="Metrics">Of the first sight.</param>
/// <param name="TimeOfDay">Of the first sight, as the clocks stood at the last one.</param>
/// <param name="Weekday">The only day of the week on which it was labelled; null once there are two.</param>
/// <param name="Labels">How often it was called normal, by sights of different days.</param>
/// <param name="LastSeen">When it came last, labelled or silently.</param>
public sealed record KnownPattern(IReadOnlyCollection<string> Metrics, TimeSpan TimeOfDay, DayOfWeek? Weekday, int Labels, DateTimeOffset LastSeen)
{
    public const int LabelsToSilence = 3;
    public static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(45);
    private const int MissesToExpire = 3;
    private static readonly TimeSpan LeastLife = TimeSpan.FromDays(14);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    public bool IsLearned => Labels >= LabelsToSilence;

    /// <summary>A pattern from a first "normal here"; null for a leak, which is never a habit, and for a sight without metrics.</summary>
    public static KnownPattern? From(AnomalySight sight) => sight.IsTrend || sight.Metrics.Count == 0
        ? null
        : new KnownPattern([.. sight.Metrics], sight.Onset.UtcDateTime.TimeOfDay, sight.Onset.UtcDateTime.DayOfWeek, 1, sight.Onset);

    /// <summary>Whether a sight is this pattern: for a label while it is being learned on any day of the week, for silence on its own.</summary>
    public bool IsLike(AnomalySight sight) => !sight.IsTrend && sight.SameMetrics(Metrics) && Moved(sight).Off(sight).Duration() <= Tolerance;

    /// <summary>Takes a "normal here" of a sight that <see cref="IsLike"/> it; a second one of the same day counts once.</summary>
    public KnownPattern Label(AnomalySight sight)
    {
        if (!IsLike(sight) || sight.Onset - LastSeen < Day / 2)
        {
            return this;
        }

        var now = Moved(sight);
        return now with { Labels = Labels + 1, LastSeen = sight.Onset, Weekday = now.DayOf(sight) == now.Weekday ? now.Weekday : null };
    }

    /// <summary>Whether an alarm of this sight is held back.</summary>
    public bool Silences(AnomalySight sight) => IsLearned && IsLike(sight) && !IsExpired(sight.Onset) && Moved(sight).IsDayOf(sight);

    /// <summary>Remembers that it came.</summary>
    public KnownPattern See(AnomalySight sight) => Silences(sight) && sight.Onset > LastSeen ? Moved(sight) with { LastSeen = sight.Onset } : this;

    /// <summary>Whether it has stopped coming.</summary>
    public bool IsExpired(DateTimeOffset now)
    {
        var missed = MissesToExpire * (Weekday is null ? Day : 7 * Day);
        return now - LastSeen > (missed > LeastLife ? missed : LeastLife) + Tolerance;
    }

    /// <summary>The pattern as the clocks stand at a sight, where it is that by which the sight is at its time.</summary>
    private KnownPattern Moved(AnomalySight sight)
    {
        if (Off(sight).Duration() <= Tolerance)
        {
            return this;
        }

        var (off, moves) = (Off(sight), ClockChanges.Between(LastSeen, sight.Onset));
        var later = moves.FirstOrDefault(m => (off - m).Duration() <= Tolerance);
        var time = TimeOfDay + later;
        var days = time < TimeSpan.Zero ? -1 : time >= Day ? 1 : 0;
        return this with { TimeOfDay = time - (days * Day), Weekday = Weekday is { } day ? (DayOfWeek)(((int)day + days + 7) % 7) : null };
    }

    private bool IsDayOf(AnomalySight sight) => Weekday is null || DayOf(sight) == Weekday;

    /// <summary>How much later than the pattern's time of day it came, from minus to plus half a day.</summary>
    private TimeSpan Off(AnomalySight sight)
    {
        var off = sight.Onset.UtcDateTime.TimeOfDay - TimeOfDay;
        return off > Day / 2 ? off - Day : off < -Day / 2 ? off + Day : off;
    }

    /// <summary>The day it belongs to, also where it came a little before or after midnight.</summary>
    private DayOfWeek DayOf(AnomalySight sight) => (sight.Onset - Off(sight)).UtcDateTime.DayOfWeek;
}
