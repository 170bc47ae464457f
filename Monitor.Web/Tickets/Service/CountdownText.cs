using System.Globalization;

namespace Monitor.Web.Tickets.Service;

/// <summary>How long it is until something is due: what js/clocks.js says too, for the first drawing and for browsers without it.</summary>
internal static class CountdownText
{
    /// <summary><c>due in 1 d 2 h (Fri 15:00)</c>, <c>due soon, in 12 min (15:00)</c>, <c>late by 23 min (14:25)</c>.</summary>
    public static string Of(DateTimeOffset due, DateTimeOffset now, TimeSpan soon, TimeZoneInfo zone) =>
        $"{(due <= now ? "late by" : due - now <= soon ? "due soon, in" : "due in")} {Length(due - now)} ({When(due, now, zone)})";

    /// <summary>Minutes and hours; seconds only in the last minute.</summary>
    public static string Length(TimeSpan span)
    {
        var left = span.Duration();
        return left.TotalMinutes < 1 ? $"{(int)left.TotalSeconds} s"
            : left.TotalHours < 1 ? $"{(int)left.TotalMinutes} min"
            : left.TotalDays < 1 ? Join((int)left.TotalHours, "h", left.Minutes, "min")
            : Join((int)left.TotalDays, "d", left.Hours, "h");
    }

    /// <summary>In one unit, for a narrow column.</summary>
    public static string Rough(TimeSpan span)
    {
        var left = span.Duration();
        return left.TotalHours < 1 ? $"{(int)left.TotalMinutes} min" : left.TotalDays < 1 ? $"{(int)left.TotalHours} h" : $"{(int)left.TotalDays} d";
    }

    /// <summary>The moment as one would say it: today's without its day, this week's by name, else the date.</summary>
    public static string When(DateTimeOffset moment, DateTimeOffset now, TimeZoneInfo zone)
    {
        var (local, today) = (TimeZoneInfo.ConvertTime(moment, zone).DateTime, TimeZoneInfo.ConvertTime(now, zone).Date);
        var days = Math.Abs((local.Date - today).TotalDays);
        return local.ToString(days == 0 ? "HH:mm" : days < 7 ? "ddd HH:mm" : "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
    }

    private static string Join(int large, string largeUnit, int small, string smallUnit) => small == 0 ? $"{large} {largeUnit}" : $"{large} {largeUnit} {small} {smallUnit}";
}
