using System.Globalization;
using Monitor.Domain.Metrics;
using Monitor.Domain.Problems.Suppression;

namespace Monitor.Domain.Tickets.Service;

/// <summary>Reads the text of a calendar. An error names its line and says what is possible.</summary>
public static class ServiceHoursText
{
    public const int MostLines = 500;

    private const string Days = "MO, TU, WE, TH, FR, SA, SU, a range such as MO-FR, or several with commas";

    private static readonly string[] Names = ["SU", "MO", "TU", "WE", "TH", "FR", "SA"];

    /// <summary>The hours of a calendar that was checked when it was saved; round the clock where it cannot be read any more.</summary>
    public static ServiceHours Stored(ServiceCalendar calendar) => Read(calendar.Zone, calendar.Hours, calendar.Holidays).Hours ?? ServiceHours.Always;

    public static (ServiceHours? Hours, IReadOnlyList<string> Errors) Read(string zone, string hours, string holidays)
    {
        var errors = new List<string>();
        var (spans, off) = (new List<ServiceSpan>(), new List<ServiceHoliday>());
        if (ZonedTime.TryZone(zone) is not { } found)
        {
            errors.Add($"There is no time zone “{Short(zone)}”. Use a name such as Europe/Berlin or UTC.");
            found = TimeZoneInfo.Utc;
        }

        EachLine("Hours", hours, line => ReadHours(line, spans), errors);
        EachLine("Holidays", holidays, line => ReadHoliday(line, off), errors);
        return (errors.Count == 0 ? new ServiceHours(found, spans, off) : null, errors);
    }

    private static void EachLine(string what, string text, Func<string, string?> read, List<string> errors)
    {
        var number = 0;
        foreach (var line in (text ?? "").ReplaceLineEndings("\n").Split('\n'))
        {
            number++;
            if (number > MostLines)
            {
                errors.Add($"{what}: there are more than {MostLines} lines. Take some out.");
                return;
            }

            if (line.Trim() is { Length: > 0 } trimmed && read(trimmed) is { } error && errors.Count < 10)
            {
                errors.Add($"{what}, line {number}: {error}");
            }
        }
    }

    private static string? ReadHours(string line, List<ServiceSpan> spans)
    {
        var digit = line.AsSpan().IndexOfAnyInRange('0', '9');
        if (digit < 0 || ReadDays(line[..digit]) is not { } days)
        {
            return $"“{Short(line)}” does not begin with days and then times. Days are {Days}; a line is such as MO-FR 09:00-17:00.";
        }

        foreach (var part in line[digit..].Split(',', StringSplitOptions.TrimEntries))
        {
            var ends = part.Split('-', StringSplitOptions.TrimEntries);
            if (ends.Length != 2 || Time(ends[0]) is not { } from || Time(ends[1]) is not { } to || from >= TimeSpan.FromDays(1))
            {
                return $"“{Short(part)}” is no span of time. It is such as 09:00-17:00, from 00:00 to 24:00; 22:00-06:00 goes over midnight.";
            }

            if (from == to)
            {
                return $"“{Short(part)}” begins when it ends. The whole day is 00:00-24:00.";
            }

            spans.AddRange(days.Select(d => new ServiceSpan(d, from, to > from ? to : to + TimeSpan.FromDays(1))));
        }

        return null;
    }

    private static List<DayOfWeek>? ReadDays(string text)
    {
        var days = new List<DayOfWeek>();
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            var ends = part.Split('-', StringSplitOptions.TrimEntries).Select(e => Array.FindIndex(Names, n => n.Equals(e, StringComparison.OrdinalIgnoreCase))).ToList();
            if (ends.Count > 2 || ends.Contains(-1))
            {
                return null;
            }

            for (var day = ends[0]; ; day = (day + 1) % 7)
            {
                days.Add((DayOfWeek)day);
                if (day == ends[^1])
                {
                    break;
                }
            }
        }

        return days;
    }

    private static TimeSpan? Time(string text) =>
        text == "24:00" ? TimeSpan.FromDays(1)
        : TimeOnly.TryParseExact(text, ["HH:mm", "H:mm"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time.ToTimeSpan()
        : null;

    private static string? ReadHoliday(string line, List<ServiceHoliday> holidays)
    {
        var space = line.IndexOfAny([' ', '\t']);
        var (date, name) = space < 0 ? (line, "") : (line[..space], line[space..].Trim());
        if (DateOnly.TryParseExact(date, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            holidays.Add(new ServiceHoliday(day.Year, day.Month, day.Day, name));
            return null;
        }

        // A leap year, so that 02-29 is a date.
        if (DateOnly.TryParseExact($"2024-{date}", "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day))
        {
            holidays.Add(new ServiceHoliday(null, day.Month, day.Day, name));
            return null;
        }

        return $"“{Short(line)}” does not begin with a date. It is such as 2026-12-25 Christmas, or 12-25 Christmas for every year.";
    }

    private static string Short(string? text) => text is null ? "" : WholeText.Cut(text, 41);
}
