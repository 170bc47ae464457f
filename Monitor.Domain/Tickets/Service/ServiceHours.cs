namespace Monitor.Domain.Tickets.Service;

/// <summary>A stretch of a working day. It belongs to the day on which it begins.</summary>
/// <param name="From">Time of day, from 00:00 up to 23:59.</param>
/// <param name="To">Later than <paramref name="From"/> by at most a day: 30:00 is six in the morning of the next day.</param>
public readonly record struct ServiceSpan(DayOfWeek Day, TimeSpan From, TimeSpan To);

/// <summary>A day without service: one date, or (without a year) the same date every year.</summary>
public readonly record struct ServiceHoliday(int? Year, int Month, int Day, string Name)
{
    public bool IsOn(DateOnly date) => date.Month == Month && date.Day == Day && (Year is null || Year == date.Year);
}

/// <summary>
/// Working time of a calendar. Hours are wall clock times of its zone and working time is real time: a night shift over the change of the clocks in spring
/// is an hour shorter. Every search ends after <see cref="Horizon"/>. Built once, safe for several threads.
/// </summary>
public sealed class ServiceHours
{
    public static readonly TimeSpan Horizon = TimeSpan.FromDays(3653);

    private static readonly TimeSpan Window = TimeSpan.FromDays(31);

    private readonly WallClock _clock;
    private readonly ILookup<DayOfWeek, ServiceSpan> _spans;
    private readonly ILookup<(int Month, int Day), ServiceHoliday> _holidays;

    /// <param name="spans">Empty: round the clock.</param>
    public ServiceHours(TimeZoneInfo zone, IReadOnlyList<ServiceSpan> spans, IReadOnlyList<ServiceHoliday> holidays)
    {
        IsAlways = spans.Count == 0 && holidays.Count == 0;
        var week = spans.Count > 0 ? spans : [.. Enum.GetValues<DayOfWeek>().Select(d => new ServiceSpan(d, TimeSpan.Zero, TimeSpan.FromDays(1)))];
        (Zone, _clock, _spans) = (zone, new WallClock(zone), week.OrderBy(s => s.From).ToLookup(s => s.Day));
        _holidays = holidays.ToLookup(h => (h.Month, h.Day));
    }

    /// <summary>Round the clock in UTC.</summary>
    public static ServiceHours Always { get; } = new(TimeZoneInfo.Utc, [], []);

    public TimeZoneInfo Zone { get; }

    public bool IsAlways { get; }

    /// <summary>Working time between two moments; zero when the second is the earlier one.</summary>
    public TimeSpan Between(DateTimeOffset from, DateTimeOffset to) =>
        to <= from ? TimeSpan.Zero
        : IsAlways ? to - from
        : Open(from, to).Aggregate(TimeSpan.Zero, (sum, o) => sum + (o.To - o.From));

    /// <summary>
    /// The first moment at which so much working time has passed since <paramref name="from"/>; for a negative one the last moment from which so much leads to
    /// it. Null when that lies beyond the horizon.
    /// </summary>
    public DateTimeOffset? Add(DateTimeOffset from, TimeSpan work)
    {
        if (IsAlways)
        {
            return work.Duration() > Horizon ? null : from + work;
        }

        return work >= TimeSpan.Zero ? Forward(from, work) : Back(from, -work);
    }

    /// <summary>Whether there is service at a moment, and until when that stays so; null: for longer than a year.</summary>
    public (bool IsOpen, DateTimeOffset? Until) At(DateTimeOffset moment)
    {
        DateTimeOffset? until = null;
        if (IsAlways)
        {
            return (true, null);
        }

        foreach (var open in Open(moment, moment + (12 * Window)))
        {
            if (open.From > (until ?? moment))
            {
                return until is null ? (false, open.From) : (true, until);
            }

            until = open.To;
        }

        // To the very end of what was looked at it stays as it is.
        return (until is not null, null);
    }

    /// <summary>The next days without service, from the day of a moment on, within 400 days.</summary>
    public IEnumerable<(DateOnly Date, string Name)> HolidaysFrom(DateTimeOffset moment)
    {
        var first = DateOnly.FromDateTime(_clock.Local(moment));
        return Enumerable.Range(0, 400).Select(first.AddDays).SelectMany(d => _holidays[(d.Month, d.Day)].Where(h => h.IsOn(d)).Take(1).Select(h => (d, h.Name)));
    }

    private DateTimeOffset? Forward(DateTimeOffset from, TimeSpan work)
    {
        if (work == TimeSpan.Zero)
        {
            return from;
        }

        foreach (var open in Open(from, from + Horizon))
        {
            if (open.To - open.From >= work)
            {
                return open.From + work;
            }

            work -= open.To - open.From;
        }

        return null;
    }

    private DateTimeOffset? Back(DateTimeOffset to, TimeSpan work)
    {
        for (var end = to; to - end < Horizon; end -= Window)
        {
            foreach (var open in Open(end - Window, end).Reverse())
            {
                if (open.To - open.From >= work)
                {
                    return open.To - work;
                }

                work -= open.To - open.From;
            }
        }

        return null;
    }

    /// <summary>The stretches with service within a window, in order, cut to it and to each other; they may touch.</summary>
    private IEnumerable<(DateTimeOffset From, DateTimeOffset To)> Open(DateTimeOffset from, DateTimeOffset to)
    {
        var reached = from;
        var last = DateOnly.FromDateTime(_clock.Local(to)).AddDays(1);

        // A stretch begins up to a day and ends up to two days after the midnight of its day.
        for (var date = DateOnly.FromDateTime(_clock.Local(from)).AddDays(-2); date <= last; date = date.AddDays(1))
        {
            if (_holidays[(date.Month, date.Day)].Any(h => h.IsOn(date)))
            {
                continue;
            }

            foreach (var span in _spans[date.DayOfWeek])
            {
                var midnight = date.ToDateTime(TimeOnly.MinValue);
                var (begin, end) = (_clock.First(midnight + span.From), _clock.First(midnight + span.To));
                begin = begin > reached ? begin : reached;
                end = end < to ? end : to;
                if (begin < end)
                {
                    yield return (begin, end);
                    reached = end;
                }
            }
        }
    }
}
