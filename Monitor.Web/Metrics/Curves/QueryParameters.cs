using System.Globalization;
using Monitor.Web.Store;

namespace Monitor.Web.Metrics;

/// <summary>What <c>/api/v1/query</c> is asked with. Times are RFC 3339 with a zone; without them it is the last hour.</summary>
internal readonly record struct QueryParameters(
    string? Series, int? Host, string? Metric, string? Labels, string? From, string? To, int? Points, string? Format, int? Limit, int? After)
{
    public const string LabelsHelp = "'labels' is written as the series show it: name=\"value\", several with commas between them.";

    /// <summary>The ids in the order given; empty when none were, null for anything that is no list of them.</summary>
    public IReadOnlyList<int>? SeriesIds()
    {
        var ids = new List<int>();
        foreach (var part in (Series ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (ids.Count == SeriesReader.MaximumSeries || !int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
            {
                return null;
            }

            ids.Add(id);
        }

        return ids;
    }

    public (TimeRange? Range, string? Fault) Range(DateTimeOffset now) => Window(From, To, now, TimeSpan.FromHours(1));

    /// <summary>The window between two texts; without them it ends at <paramref name="end"/> and is as long as <paramref name="length"/>.</summary>
    public static (TimeRange? Range, string? Fault) Window(string? from, string? to, DateTimeOffset end, TimeSpan length)
    {
        if (to is not null && !TryTime(to, out end))
        {
            return (null, "'to' is a time such as 2026-11-20T12:00:00Z.");
        }

        var start = end - length;
        if (from is not null && !TryTime(from, out start))
        {
            return (null, "'from' is a time such as 2026-11-20T12:00:00Z.");
        }

        return start < end && end - start <= TimeRange.Longest
            ? (new TimeRange(start, end), null)
            : (null, "'from' is before 'to', and at most 366 days before.");
    }

    private static bool TryTime(string text, out DateTimeOffset time)
    {
        string[] formats = ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];
        var isTime = DateTimeOffset.TryParseExact(text, formats, CultureInfo.InvariantCulture, DateTimeStyles.None, out time)
            && (text.EndsWith('Z') || text.LastIndexOfAny(['+', '-']) > text.IndexOf('T', StringComparison.Ordinal));
        return isTime && time.Year is > 1970 and < 9000;
    }
}
