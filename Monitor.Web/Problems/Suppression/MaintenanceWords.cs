using System.Globalization;
using Monitor.Domain.Metrics;
using Monitor.Domain.Problems.Suppression;

namespace Monitor.Web.Problems.Suppression;

/// <summary>When a maintenance window is open, in words and in its own zone.</summary>
internal static class MaintenanceWords
{
    public static string When(MaintenanceWindow window)
    {
        var start = window.StartsLocal;
        var clock = start.ToString("HH:mm", CultureInfo.InvariantCulture);
        var lasts = ValueText.Duration(window.Duration);
        var recurrence = window.Recurrence is null ? null : RecurrenceText.TryParse(window.Recurrence, out _);
        return recurrence is null
            ? $"once, {start.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)} for {lasts} ({window.Zone})"
            : $"{Again(recurrence, start)} at {clock} for {lasts} ({window.Zone})";
    }

    /// <summary>From and to on the wall clock of the window's zone, with the offset where the two differ.</summary>
    public static string Span(Occurrence one, MaintenanceWindow window)
    {
        var zone = ZonedTime.TryZone(window.Zone) ?? TimeZoneInfo.Utc;
        var (from, to) = (TimeZoneInfo.ConvertTime(one.From, zone), TimeZoneInfo.ConvertTime(one.To, zone));
        var end = to.Date == from.Date ? to.ToString("HH:mm", CultureInfo.InvariantCulture) : to.ToString("ddd yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
        var shift = from.Offset == to.Offset ? "" : ", the clocks change meanwhile";
        return $"{from.ToString("ddd yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)} to {end}{shift}";
    }

    /// <summary>The same beside times of other zones: the window's own is named where the reader has another.</summary>
    public static string SpanFor(TimeZoneInfo reader, Occurrence one, MaintenanceWindow window) =>
        Span(one, window) + (window.Zone == reader.Id ? "" : $" ({window.Zone})");

    private static string Again(Recurrence recurrence, DateTime start)
    {
        var every = recurrence.Interval == 1 ? "every" : $"every {recurrence.Interval}";
        var s = recurrence.Interval == 1 ? "" : "s";
        var days = string.Join(", ", recurrence.Days.Select(Day));
        var text = recurrence.Frequency switch
        {
            RecurrenceFrequency.Daily => $"{every} day{s}{(days.Length > 0 ? $" that is {days}" : "")}",
            RecurrenceFrequency.Weekly => $"{every} week{s} on {(days.Length > 0 ? days : start.DayOfWeek.ToString())}",
            _ => $"{every} month{s} on {MonthDays(recurrence, start, days)}",
        };
        return text + (recurrence.Count is { } count ? $", {count} times" : "")
            + (recurrence.Until is { } until ? $", until {until.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}" : "");
    }

    private static string MonthDays(Recurrence recurrence, DateTime start, string days)
    {
        var numbers = string.Join(", ", recurrence.MonthDays.Select(d => d == -1 ? "the last day" : d < 0 ? $"the {-d}. day from the end" : $"day {d}"));
        return numbers.Length > 0 && days.Length > 0 ? $"{numbers} that is {days}" : numbers.Length > 0 ? numbers : days.Length > 0 ? days : $"day {start.Day}";
    }

    private static string Day(RecurrenceDay day) => day.Ordinal switch
    {
        0 => day.Day.ToString(),
        -1 => $"the last {day.Day}",
        < 0 => $"the {-day.Ordinal}. {day.Day} from the end",
        _ => $"the {day.Ordinal}. {day.Day}",
    };
}
