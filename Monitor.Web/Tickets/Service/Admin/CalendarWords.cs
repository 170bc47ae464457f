using System.Globalization;
using Monitor.Domain.Tickets.Service;

namespace Monitor.Web.Tickets.Service.Admin;

/// <summary>What a calendar says of this moment, in words.</summary>
internal static class CalendarWords
{
    /// <summary><c>open, closes in 2 h (17:00)</c>, <c>closed, opens in 14 h (Mon 09:00)</c>; times of the calendar's zone.</summary>
    public static string Now(ServiceHours hours, DateTimeOffset now)
    {
        var (isOpen, until) = hours.At(now);
        return until is { } at ? $"{(isOpen ? "open, closes" : "closed, opens")} in {CountdownText.Length(at - now)} ({CountdownText.When(at, now, hours.Zone)})"
            : isOpen ? "open, round the clock" : "closed for more than a year";
    }

    /// <summary>Service time, in hours: a day of it would be ambiguous.</summary>
    public static string Length(TimeSpan span)
    {
        var minutes = (int)Math.Round(span.TotalMinutes);
        return minutes is > 0 and < 60 ? string.Create(CultureInfo.InvariantCulture, $"{minutes} min")
            : minutes % 60 == 0 ? string.Create(CultureInfo.InvariantCulture, $"{minutes / 60} h")
            : string.Create(CultureInfo.InvariantCulture, $"{minutes / 60} h {minutes % 60} min");
    }
}
