namespace Monitor.Domain.Problems.Suppression;

public enum RecurrenceFrequency
{
    Daily,
    Weekly,
    Monthly,
}

/// <summary>A weekday, in a month with an ordinal: the 2nd Tuesday is (2, Tuesday), the last Sunday (-1, Sunday); 0 is every one.</summary>
public readonly record struct RecurrenceDay(int Ordinal, DayOfWeek Day);

/// <summary>
/// When something comes again, as in RFC 5545 (iCalendar) and of it this much: <c>FREQ=DAILY|WEEKLY|MONTHLY</c>, <c>INTERVAL</c>, <c>BYDAY</c> (ordinals
/// such as <c>2TU</c> and <c>-1SU</c> with MONTHLY), <c>BYMONTHDAY</c> (negative from the end; not with WEEKLY), <c>UNTIL</c> and <c>COUNT</c>. Weeks
/// begin on Monday. What <see cref="RecurrenceText"/> reads is always valid.
/// </summary>
public sealed record Recurrence
{
    /// <summary>Periods without a day, one after another, after which nothing is looked for any more.</summary>
    private const int MostEmptyPeriods = 1000;

    public required RecurrenceFrequency Frequency { get; init; }

    public int Interval { get; init; } = 1;

    public IReadOnlyList<RecurrenceDay> Days { get; init; } = [];

    public IReadOnlyList<int> MonthDays { get; init; } = [];

    public int? Count { get; init; }

    /// <summary>The last moment at which one may start. Kind Utc: a moment; else a wall clock time.</summary>
    public DateTime? Until { get; init; }

    /// <summary>
    /// The wall clock starts from <paramref name="from"/> on, in order, without regard to <see cref="Until"/>. Without a count it costs nothing to look far ahead.
    /// </summary>
    public IEnumerable<DateTime> StartsFrom(DateTime start, DateTime from)
    {
        var left = Count ?? int.MaxValue;
        var period = Count is null ? Math.Max(0, Period(start, from) - 1) : 0;
        for (var empty = 0; left > 0 && empty < MostEmptyPeriods; period++, empty++)
        {
            foreach (var day in DaysOf(start.Date, period).Where(d => d >= start.Date).TakeWhile(_ => left > 0))
            {
                (left, empty) = (left - 1, -1);
                var at = day + start.TimeOfDay;
                if (at >= from)
                {
                    yield return at;
                }
            }
        }
    }

    private int Period(DateTime start, DateTime from) => from <= start ? 0 : Frequency switch
    {
        RecurrenceFrequency.Daily => (from - start).Days / Interval,
        RecurrenceFrequency.Weekly => (from - Monday(start)).Days / 7 / Interval,
        _ => ((from.Year - start.Year) * 12 + from.Month - start.Month) / Interval,
    };

    private IEnumerable<DateTime> DaysOf(DateTime start, int period) => Frequency switch
    {
        RecurrenceFrequency.Daily => Date(start, (long)Interval * period) is { } day && IsWanted(day) ? [day] : [],
        RecurrenceFrequency.Weekly => Date(Monday(start), 7L * Interval * period) is not { } monday ? []
            : Enumerable.Range(0, 7).Select(i => monday.AddDays(i))
                .Where(d => Days.Count == 0 ? d.DayOfWeek == start.DayOfWeek : Days.Any(one => one.Day == d.DayOfWeek)),
        _ => Month(start, (long)Interval * period) is not { } first ? []
            : Enumerable.Range(0, DateTime.DaysInMonth(first.Year, first.Month)).Select(i => first.AddDays(i))
                .Where(d => Days.Count == 0 && MonthDays.Count == 0 ? d.Day == start.Day : IsWanted(d)),
    };

    /// <summary>Null beyond the last year that there is.</summary>
    private static DateTime? Date(DateTime start, long days) =>
        days < (DateTime.MaxValue - start).Days - 7 ? start.AddDays(days) : null;

    private static DateTime? Month(DateTime start, long months)
    {
        var month = start.Year * 12L + start.Month - 1 + months;
        return month < 9999 * 12 ? new DateTime((int)(month / 12), (int)(month % 12) + 1, 1) : null;
    }

    private bool IsWanted(DateTime day) =>
        (MonthDays.Count == 0 || MonthDays.Any(d => IsMonthDay(day, d))) && (Days.Count == 0 || Days.Any(d => IsWeekday(day, d)));

    private static bool IsMonthDay(DateTime day, int wanted) =>
        day.Day == (wanted > 0 ? wanted : DateTime.DaysInMonth(day.Year, day.Month) + 1 + wanted);

    private static bool IsWeekday(DateTime day, RecurrenceDay wanted) => day.DayOfWeek == wanted.Day && wanted.Ordinal switch
    {
        0 => true,
        > 0 => (day.Day + 6) / 7 == wanted.Ordinal,
        _ => (DateTime.DaysInMonth(day.Year, day.Month) - day.Day) / 7 + 1 == -wanted.Ordinal,
    };

    private static DateTime Monday(DateTime day) => day.Date.AddDays(-(((int)day.DayOfWeek + 6) % 7));
}
