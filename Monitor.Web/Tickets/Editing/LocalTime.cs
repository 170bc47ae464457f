using System.Globalization;

namespace Monitor.Web.Tickets.Editing;

/// <summary>A moment as the browser's field for date and time has it, in the reader's zone.</summary>
internal static class LocalTime
{
    private const string Format = "yyyy-MM-ddTHH:mm";

    public static string Show(DateTimeOffset? moment, TimeZoneInfo zone) =>
        moment is { } at ? TimeZoneInfo.ConvertTime(at, zone).ToString(Format, CultureInfo.InvariantCulture) : "";

    /// <summary>True for nothing typed, too: then there is no moment. An hour that the zone skips is taken as the one after it.</summary>
    public static bool TryRead(string text, TimeZoneInfo zone, out DateTimeOffset? moment)
    {
        moment = null;
        if (text.Length == 0)
        {
            return true;
        }

        if (!DateTime.TryParseExact(text, [Format, "yyyy-MM-ddTHH:mm:ss"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var local))
        {
            return false;
        }

        var there = zone.IsInvalidTime(local) ? local.AddHours(1) : local;
        moment = new DateTimeOffset(there, zone.GetUtcOffset(there)).ToUniversalTime();
        return true;
    }
}
