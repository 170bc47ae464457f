using System.Globalization;
using System.Text.RegularExpressions;
using Monitor.Web.Components;

namespace Monitor.Web.Tickets.Conversation;

/// <summary>
/// Entries about changes are written once for all readers, with their times in UTC. Each reader is shown them in the own zone, as every other time on the page.
/// </summary>
internal static class EntryTimes
{
    private static readonly Regex Written = new(@"\b[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2} UTC\b", RegexOptions.NonBacktracking);

    public static string In(string text, UserZone zone) => Written.Replace(text, found =>
        DateTimeOffset.TryParseExact(found.Value, "yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment) ? zone.Minute(moment) : found.Value);
}
