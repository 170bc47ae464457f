using System.Globalization;
using Monitor.Web.Store.Logs;

namespace Monitor.Web.Logs.Desk;

/// <summary>The place of a line as addresses and the API write it: <c>1700000000000-42</c>.</summary>
public static class LogPlaces
{
    public static string Text(LogPlace place) => string.Create(CultureInfo.InvariantCulture, $"{place.Time}-{place.Number}");

    /// <summary>A day before the last time that there is: what is around a place is looked for too.</summary>
    private static readonly long Last = DateTimeOffset.MaxValue.AddDays(-1).ToUnixTimeMilliseconds();

    /// <summary>Null for what is no place.</summary>
    public static LogPlace? Read(string? text)
    {
        var parts = text?.Split('-') ?? [];
        return parts.Length == 2 && Number(parts[0], out var time) && time <= Last && Number(parts[1], out var number) && number < long.MaxValue ? new LogPlace(time, number) : null;
    }

    private static bool Number(string text, out long number) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
