using Monitor.Domain.Detection.Hosts;
using Monitor.Web.Store;

namespace Monitor.Web.Detection.Hosts;

/// <summary>Which series of a host are looked at together: those that are watched and had a value of late.</summary>
internal static class HostColumns
{
    /// <summary>More than a model takes, so that those which have fallen silent make room.</summary>
    private const int MostRead = SeriesReader.MaximumSeries;

    /// <summary>The oldest first, so that a new one takes no place away.</summary>
    public static IReadOnlyList<int> Of(SeriesCatalog catalog, DetectionFacts facts, int hostId) =>
        [.. catalog.SeriesOf(hostId).Where(s => facts.WatchOf(hostId, s.Metric) is not null).OrderBy(s => s.Id).Take(MostRead).Select(s => s.Id)];

    /// <summary>Those of the columns that have a value in the last rows, as many as a model takes.</summary>
    /// <param name="columns">Of equal length, in the order of the series.</param>
    public static IReadOnlyList<int> Alive(IReadOnlyList<double[]> columns, int lastRows) =>
        [.. Enumerable.Range(0, columns.Count).Where(i => columns[i].AsSpan(Math.Max(0, columns[i].Length - lastRows)).ContainsAnyExcept(double.NaN)).Take(HostModel.MostMetrics)];
}
