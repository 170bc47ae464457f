using System.Globalization;
using Monitor.Web.Store.Logs;

namespace Monitor.Web.Logs.Desk;

/// <summary>The place of a line as addresses and the API write it: <c>1700000000000-42</c>.</summary>
public static class LogPlaces
{
    public static string Text(LogPlace place) => string.Create(CultureInfo.InvariantCulture, $"{place.Time}-{place.Number}");

    /// <summary>Null for what is no place.</summary>
    public static LogPlace? Read(string? text)
    {
        var parts = text?.Split('-') ?? [];
        return parts.Length == 2 && Number(parts[0], out var time) && Number(parts[1], out var number) ? new LogPlace(time, number) : null;
    }

    private static bool Number(string text, out long number) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
