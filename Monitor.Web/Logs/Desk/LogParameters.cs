using System.Globalization;
using Monitor.Domain.Logs;
using Monitor.Web.Components;

namespace Monitor.Web.Logs.Desk;

/// <summary>What <c>/api/v1/logs</c> is asked with. Times are RFC 3339 with a zone, or unix milliseconds; without them it is the last hour, or the range that is named.</summary>
internal readonly record struct LogParameters(
    string? Q, string? Host, string? Source, string? Level, string? Marks, string? Range, string? From, string? To, int? Limit, string? After, string? Format)
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(190);

    /// <summary>The search, or what is wrong with the request.</summary>
    public (LogSearch? Search, string? Fault) Read(DateTimeOffset now)
    {
        if (Q is { Length: > LogSearch.LongestWords } || Q?.Contains('\0') == true || Source?.Contains('\0') == true || Source is { Length: > 400 })
        {
            return (null, $"'q' has at most {LogSearch.LongestWords} characters, 'source' at most 400, neither of them NUL.");
        }

        if (Host is { Length: > 0 } hosts && LogSearch.Hosts(hosts).Count != hosts.Split(',').Length)
        {
            return (null, $"'host' is the number of a host, or up to {LogSearch.MostHosts} of them with commas between.");
        }

        if ((Level is { Length: > 0 } && LogLabels.Severity(Level) is null) || (Marks is { Length: > 0 } && LogLabels.MarksOf(Marks) is null))
        {
            return (null, "'level' is emergency, alert, critical, error, warning, notice, info or debug; 'marks' is hostile or one mark, such as escape.");
        }

        if (After is not null && LogPlaces.Read(After) is null)
        {
            return (null, "'after' is the 'next' of the page before.");
        }

        var (window, fault) = Window(now);
        return window is null
            ? (null, fault)
            : (new LogSearch(
                Q ?? "", LogSearch.Hosts(Host), string.IsNullOrEmpty(Source) ? null : Source, LogLabels.Severity(Level) ?? LogSeverity.Debug, LogLabels.MarksOf(Marks) ?? LogMarks.None, window,
                LogPlaces.Read(After)), null);
    }

    private (ShownWindow? Window, string? Fault) Window(DateTimeOffset now)
    {
        var range = Range;
        if (From is null && To is null)
        {
            return range is null || ShownWindow.Ranges.Any(r => r.Key == range)
                ? (ShownWindow.Last(range ?? LogSearch.UsualRange), null)
                : (null, $"'range' is one of {string.Join(", ", ShownWindow.Ranges.Select(r => r.Key))}.");
        }

        var to = To is null ? now : Time(To);
        var from = From is null ? to?.AddHours(-1) : Time(From);
        return from is not null && to is not null && from < to && to - from <= Longest
            ? (ShownWindow.Fixed(from.Value, to.Value, LogSearch.UsualRange), null)
            : (null, $"'from' and 'to' are times such as 2026-11-20T12:00:00Z; 'to' is after 'from', by at most {Longest.TotalDays:0} days.");
    }

    private static DateTimeOffset? Time(string text)
    {
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds))
        {
            return milliseconds is > 0 and < 253_402_300_799_000 ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : null;
        }

        string[] formats = ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];
        return DateTimeOffset.TryParseExact(text, formats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            && (text.EndsWith('Z') || text.LastIndexOfAny(['+', '-']) > text.IndexOf('T', StringComparison.Ordinal)) && time.Year is > 1970 and < 9000 ? time.ToUniversalTime() : null;
    }
}
