using Monitor.Domain.Tickets.Service;

namespace Monitor.Domain.Tickets.Reports;

/// <summary>
/// The days of a report, both ends included, as its reader's calendar has them: a day begins at midnight of the zone and is 23 or 25 hours long where the
/// clock changes. A long range is counted in weeks from Monday; the first and the last of them may be shorter.
/// </summary>
public sealed record ReportDays
{
    public const int Most = 3 * 366;

    /// <summary>More days than these are counted in weeks.</summary>
    public const int MostSingle = 92;

    private readonly TimeZoneInfo _zone;

    /// <exception cref="ArgumentOutOfRangeException">The end is before the beginning, or further than <see cref="Most"/> days from it.</exception>
    public ReportDays(DateOnly first, DateOnly last, TimeZoneInfo zone)
    {
        var count = last.DayNumber - first.DayNumber + 1;
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1, nameof(last));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Most, nameof(last));
        (First, Last, _zone) = (first, last, zone);
        IsByWeek = count > MostSingle;
        Starts = [.. Enumerable.Range(0, count).Select(first.AddDays).Where(d => !IsByWeek || d == first || d.DayOfWeek == DayOfWeek.Monday)];
        Edges = [.. Starts.Append(last.AddDays(1)).Select(Midnight)];
    }

    public DateOnly First { get; }

    public DateOnly Last { get; }

    public bool IsByWeek { get; }

    /// <summary>The first day of each step.</summary>
    public IReadOnlyList<DateOnly> Starts { get; }

    /// <summary>The moments, in UTC, at which the steps begin, rising, and the one at which the last of them ends.</summary>
    public IReadOnlyList<DateTimeOffset> Edges { get; }

    public DateTimeOffset From => Edges[0];

    /// <summary>The end, which does not belong to it.</summary>
    public DateTimeOffset To => Edges[^1];

    /// <summary>So many days up to the one that it is in this zone.</summary>
    public static ReportDays UpTo(DateTimeOffset now, int days, TimeZoneInfo zone)
    {
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, zone).DateTime);
        return new(today.AddDays(1 - days), today, zone);
    }

    private DateTimeOffset Midnight(DateOnly day) => new WallClock(_zone).First(day.ToDateTime(TimeOnly.MinValue)).ToUniversalTime();
}
