using System.Globalization;

namespace Monitor.Web.Detection.Screens.Quality;

/// <summary>When a known pattern comes, on the reader's clock. It is kept by the minute of the day in UTC: after a change of summer time it moves when it came once.</summary>
internal static class PatternMoment
{
    /// <param name="day">Of the week in UTC; null for any.</param>
    /// <param name="minuteOfDay">In UTC.</param>
    public static string Text(DayOfWeek? day, int minuteOfDay, TimeZoneInfo zone, DateTimeOffset now)
    {
        // Any day at that time will do; where the weekday counts, the next one of that name, for midnight may lie between.
        var ahead = day is { } wanted ? ((int)wanted - (int)now.UtcDateTime.DayOfWeek + 7) % 7 : 0;
        var local = TimeZoneInfo.ConvertTime(new DateTimeOffset(now.UtcDateTime.Date.AddDays(ahead).AddMinutes(minuteOfDay), TimeSpan.Zero), zone);
        return string.Create(CultureInfo.InvariantCulture, $"{(day is null ? "any day" : $"{local.DayOfWeek}s")} around {local:HH:mm}");
    }
}
