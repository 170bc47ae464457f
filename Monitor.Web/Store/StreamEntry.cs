using System.Collections.Immutable;
using Monitor.Domain.Metrics;

namespace Monitor.Web.Store;

/// <summary>What names a series within a stream: the metric and the canonical text of its labels.</summary>
public readonly record struct SeriesName(string Metric, string Labels);

/// <summary>A known series and where its values are: the ordinal in the vector of its stream.</summary>
public sealed record SeriesEntry(int Id, int HostId, int StreamId, int Ordinal, string Metric, string Labels)
{
    public SeriesName Name => new(Metric, Labels);
}

/// <summary>A known stream as it is at one moment; a new one takes its place when series are added.</summary>
/// <param name="Id">Its number.</param>
/// <param name="HostId">Whose it is.</param>
/// <param name="Kind">Who sends it.</param>
/// <param name="Series">By ordinal; no name twice.</param>
public sealed record StreamEntry(int Id, int HostId, string Kind, ImmutableArray<SeriesEntry> Series)
{
    /// <summary>Where the series are in the order of their names: a thousand hosts have as many of these, and a table of each would be ten times as large.</summary>
    private readonly int[] _byName = Places(Series);

    /// <summary>Length of a vector that has a place for every series.</summary>
    public int Width { get; } = Series.IsEmpty ? 0 : Series[^1].Ordinal + 1;

    /// <summary>The ordinals of its counters, in their order: what is added later comes behind.</summary>
    public ImmutableArray<int> Counters { get; } = [.. Series.Where(s => MetricCatalog.Find(s.Metric).Kind == MetricKind.Counter).Select(s => s.Ordinal)];

    /// <summary>The series of an ordinal; null while it is not known.</summary>
    public SeriesEntry? At(int ordinal) =>
        ordinal < Series.Length && Series[ordinal].Ordinal == ordinal ? Series[ordinal] : Series.FirstOrDefault(s => s.Ordinal == ordinal);

    /// <summary>The series of a name; null while it is not known.</summary>
    public SeriesEntry? Find(SeriesName name)
    {
        var (from, to) = (0, _byName.Length - 1);
        while (from <= to)
        {
            var middle = (from + to) / 2;
            var series = Series[_byName[middle]];
            var order = Compare(series, name);
            if (order == 0)
            {
                return series;
            }

            (from, to) = order < 0 ? (middle + 1, to) : (from, middle - 1);
        }

        return null;
    }

    public bool IsCounter(int ordinal) => Counters.BinarySearch(ordinal) >= 0;

    private static int[] Places(ImmutableArray<SeriesEntry> series)
    {
        int[] places = [.. Enumerable.Range(0, series.Length)];
        Array.Sort(places, (a, b) => Compare(series[a], series[b].Name));
        return places;
    }

    private static int Compare(SeriesEntry series, SeriesName name) =>
        string.CompareOrdinal(series.Metric, name.Metric) is not 0 and var order ? order : string.CompareOrdinal(series.Labels, name.Labels);
}
