using System.Globalization;
using System.Text.RegularExpressions;
using Monitor.Domain.Problems.Suppression;

namespace Monitor.Domain.Problems.Why;

/// <summary>
/// A question as people type it: a host, then a time in their zone: <c>web-3 03:10</c> (the last 03:10), <c>web-3 yesterday 03:10</c>,
/// <c>web-3 monday 03:10</c>, <c>web-3 2026-11-19 03:10</c>, <c>web-3 10 min ago</c>; a host alone means now.
/// </summary>
public sealed partial record WhyQuestion(string Host, DateTimeOffset At)
{
    public const int Longest = 300;

    /// <summary>Null where no host is named, or the time is none.</summary>
    public static WhyQuestion? TryParse(string? text, DateTimeOffset now, TimeZoneInfo zone)
    {
        var asked = (text ?? "").Trim();
        if (asked.Length is 0 or > Longest)
        {
            return null;
        }

        if (Ago().Match(asked) is { Success: true } ago)
        {
            return DurationText.TryParse(ago.Groups["span"].Value, out var span) ? new(ago.Groups["host"].Value, now - span) : null;
        }

        var clock = Clock().Match(asked);
        if (!clock.Success)
        {
            return new(Now().Replace(asked, "").Trim() is { Length: > 0 } host ? host : asked, now);
        }

        var today = ZonedTime.ToLocal(now, zone).Date;
        var day = Day(clock.Groups["day"].Value, today);
        if (day is null || !TimeOnly.TryParseExact(clock.Groups["clock"].Value, ["H:mm", "H:mm:ss"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
        {
            return null;
        }

        var at = ZonedTime.ToMoment(day.Value + time.ToTimeSpan(), zone);
        var isLast = clock.Groups["day"].Value.Length == 0 && at > now;
        return new(clock.Groups["host"].Value, isLast ? ZonedTime.ToMoment(day.Value.AddDays(-1) + time.ToTimeSpan(), zone) : at);
    }

    private static DateTime? Day(string text, DateTime today) => text.ToLowerInvariant() switch
    {
        "" or "today" => today,
        "yesterday" => today.AddDays(-1),
        var name when Enum.TryParse<DayOfWeek>(name, ignoreCase: true, out var weekday) && !char.IsDigit(name[0]) =>
            today.AddDays(-(((int)today.DayOfWeek - (int)weekday + 7) % 7)),
        var date => DateTime.TryParseExact(date, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null,
    };

    [GeneratedRegex(@"^(?<host>.+?)\s+(?<span>\d+\s*(s|sec|m|min|h|d|days?)(\s+\d+\s*(s|sec|m|min|h|d))*)\s+ago$", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Ago();

    [GeneratedRegex(@"^(?<host>.+?)(\s+(at\s+)?(?<day>today|yesterday|\d{4}-\d{2}-\d{2}|monday|tuesday|wednesday|thursday|friday|saturday|sunday))?(\s+at)?[\sT]+(?<clock>\d{1,2}:\d{2}(:\d{2})?)$", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Clock();

    [GeneratedRegex(@"\s+now$", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Now();
}
