using System.Globalization;

namespace Monitor.Domain.Problems.Suppression;

/// <summary>Reads and writes the text of a <see cref="Recurrence"/>, such as <c>FREQ=WEEKLY;BYDAY=MO,TH;UNTIL=20271231</c>.</summary>
public static class RecurrenceText
{
    public const int MostCount = 1000;
    public const int MostInterval = 400;

    private static readonly string[] DayNames = ["SU", "MO", "TU", "WE", "TH", "FR", "SA"];
    private static readonly string[] UntilForms = ["yyyyMMdd", "yyyyMMdd'T'HHmmss"];

    /// <summary>Null with a sentence that says what is wrong and what is possible.</summary>
    public static Recurrence? TryParse(string text, out string error)
    {
        var parts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var part in text.Trim().ToUpperInvariant().Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var sign = part.IndexOf('=', StringComparison.Ordinal);
            if (sign < 0 || !parts.TryAdd(part[..sign], part[(sign + 1)..]))
            {
                error = "A recurrence is made of different parts NAME=VALUE with ; between them, such as FREQ=WEEKLY;BYDAY=MO,TH.";
                return null;
            }
        }

        error = text.Length > MaintenanceWindow.RecurrenceLength ? $"The recurrence is longer than {MaintenanceWindow.RecurrenceLength} characters. Shorten it." : Refusal(parts);
        if (error.Length > 0)
        {
            return null;
        }

        var recurrence = new Recurrence
        {
            Frequency = Enum.Parse<RecurrenceFrequency>(parts["FREQ"], ignoreCase: true),
            Interval = parts.TryGetValue("INTERVAL", out var interval) ? int.Parse(interval, CultureInfo.InvariantCulture) : 1,
            Days = parts.TryGetValue("BYDAY", out var days) ? [.. days.Split(',').Select(d => Day(d)!.Value)] : [],
            MonthDays = parts.TryGetValue("BYMONTHDAY", out var monthDays) ? [.. monthDays.Split(',').Select(d => int.Parse(d, CultureInfo.InvariantCulture))] : [],
            Count = parts.TryGetValue("COUNT", out var count) ? int.Parse(count, CultureInfo.InvariantCulture) : null,
            Until = parts.TryGetValue("UNTIL", out var until) ? UntilOf(until) : null,
        };
        error = recurrence.Frequency != RecurrenceFrequency.Monthly && recurrence.Days.Any(d => d.Ordinal != 0)
            ? "Ordinals such as 2TU go with FREQ=MONTHLY only."
            : recurrence is { Frequency: RecurrenceFrequency.Weekly, MonthDays.Count: > 0 } ? "BYMONTHDAY goes with FREQ=DAILY and FREQ=MONTHLY only." : "";
        return error.Length == 0 ? recurrence : null;
    }

    public static string Of(Recurrence recurrence)
    {
        List<string> parts = [$"FREQ={recurrence.Frequency.ToString().ToUpperInvariant()}"];
        if (recurrence.Interval != 1)
        {
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"INTERVAL={recurrence.Interval}"));
        }

        if (recurrence.Days.Count > 0)
        {
            parts.Add("BYDAY=" + string.Join(',', recurrence.Days.Select(d => (d.Ordinal == 0 ? "" : d.Ordinal.ToString(CultureInfo.InvariantCulture)) + DayNames[(int)d.Day])));
        }

        if (recurrence.MonthDays.Count > 0)
        {
            parts.Add("BYMONTHDAY=" + string.Join(',', recurrence.MonthDays.Select(d => d.ToString(CultureInfo.InvariantCulture))));
        }

        if (recurrence.Until is { } until)
        {
            parts.Add("UNTIL=" + until.ToString(until.Kind == DateTimeKind.Utc ? "yyyyMMdd'T'HHmmss'Z'" : "yyyyMMdd'T'HHmmss", CultureInfo.InvariantCulture));
        }

        if (recurrence.Count is { } count)
        {
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"COUNT={count}"));
        }

        return string.Join(';', parts);
    }

    private static string Refusal(Dictionary<string, string> parts)
    {
        if (!parts.TryGetValue("FREQ", out var frequency) || frequency is not ("DAILY" or "WEEKLY" or "MONTHLY"))
        {
            return "A recurrence begins with FREQ=DAILY, FREQ=WEEKLY or FREQ=MONTHLY.";
        }

        foreach (var (name, value) in parts)
        {
            var error = name switch
            {
                "FREQ" => "",
                "INTERVAL" => IsNumber(value, 1, MostInterval) ? "" : $"INTERVAL is a number from 1 to {MostInterval}.",
                "COUNT" => IsNumber(value, 1, MostCount) ? "" : $"COUNT is a number from 1 to {MostCount}; for longer use UNTIL.",
                "BYDAY" => value.Split(',').All(d => Day(d) is not null) ? "" : "BYDAY is a list of MO, TU, WE, TH, FR, SA and SU, with FREQ=MONTHLY also such as 2TU or -1SU.",
                "BYMONTHDAY" => value.Split(',').All(d => IsNumber(d, -31, 31) && d.Trim('0', '-', '+').Length > 0) ? "" : "BYMONTHDAY is a list of days from 1 to 31, or -1 for the last one.",
                "UNTIL" => UntilOf(value) is null ? "UNTIL is a day such as 20271231, or a moment such as 20271231T220000Z." : "",
                "WKST" => value == "MO" ? "" : "Weeks begin on Monday: leave WKST out.",
                _ => $"{(name.Length > 30 ? name[..30] : name)} is not supported. Possible are FREQ, INTERVAL, BYDAY, BYMONTHDAY, UNTIL and COUNT.",
            };
            if (error.Length > 0)
            {
                return error;
            }
        }

        return parts.ContainsKey("COUNT") && parts.ContainsKey("UNTIL") ? "A recurrence ends by COUNT or by UNTIL, not by both." : "";
    }

    private static bool IsNumber(string text, int least, int most) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most;

    private static RecurrenceDay? Day(string text)
    {
        var day = text.Length < 2 ? -1 : Array.IndexOf(DayNames, text[^2..]);
        var ordinal = 0;
        return day >= 0 && (text.Length == 2 || (IsNumber(text[..^2], -5, 5) && (ordinal = int.Parse(text[..^2], CultureInfo.InvariantCulture)) != 0))
            ? new RecurrenceDay(ordinal, (DayOfWeek)day)
            : null;
    }

    /// <summary>A day means its end.</summary>
    private static DateTime? UntilOf(string text)
    {
        var isMoment = text.EndsWith('Z');
        return !DateTime.TryParseExact(text.TrimEnd('Z'), UntilForms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var at) ? null
            : isMoment ? DateTime.SpecifyKind(at, DateTimeKind.Utc)
            : text.Length == 8 ? at.AddDays(1).AddSeconds(-1) : at;
    }
}
