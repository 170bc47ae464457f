using System.Globalization;
using Monitor.Web.Store;

namespace Monitor.Web.Metrics;

/// <summary>What will be read for one page of an answer: who asks, for which series, in the order of their ids.</summary>
/// <param name="More">There are series after these.</param>
internal sealed record QueryPlan(int UserId, TimeRange Range, int Points, bool IsCsv, IReadOnlyList<SeriesEntry> Series, bool More)
{
    /// <summary>How many series are read at once: few enough that a page starts soon and that no reader holds the database for long.</summary>
    private const int AtOnce = 20;

    public IReadOnlyList<SeriesEntry[]> Chunks { get; } = [.. Series.Chunk(AtOnce)];

    /// <summary>Where the next page begins.</summary>
    public string? Next => More ? Text(Series[^1]) : null;

    public static string Text(SeriesEntry series) => series.Id.ToString(CultureInfo.InvariantCulture);
}
