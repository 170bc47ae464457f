using System.Globalization;
using System.Text.RegularExpressions;
using Monitor.Web.Components;

namespace Monitor.Web.Tickets.Conversation;

/// <summary>
/// Entries about changes, and what Monitor says of a problem, are written once for all readers, with their times in UTC. Each reader
/// is shown them in the own zone, as every other time on the page.
/// </summary>
internal static class EntryTimes
{
    private static readonly Regex Written = new(@"\b[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}(:[0-9]{2})? UTC\b", RegexOptions.NonBacktracking);

    public static string In(string text, UserZone zone) => Written.Replace(text, found =>
        Read(found.Value, "yyyy-MM-dd HH:mm 'UTC'") is { } minute ? zone.Minute(minute) : Read(found.Value, "yyyy-MM-dd HH:mm:ss 'UTC'") is { } exact ? zone.Exact(exact) : found.Value);

    private static DateTimeOffset? Read(string text, string format) =>
        DateTimeOffset.TryParseExact(text, format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment) ? moment : null;
}
