using Monitor.Domain.Metrics;
using Monitor.Web.Store;

namespace Monitor.Web.Metrics;

/// <summary>Which series are meant: of a host, of a metric, with certain labels; what is not named is free.</summary>
internal sealed class SeriesSelector
{
    private readonly string? _metric;
    private readonly string? _labels;
    private readonly IReadOnlyList<KeyValuePair<string, string>> _pairs;

    private SeriesSelector(int? host, string? metric, string? labels, IReadOnlyList<KeyValuePair<string, string>> pairs) =>
        (Host, _metric, _labels, _pairs) = (host, metric, labels, pairs);

    public int? Host { get; }

    /// <summary>Null when the labels are not written as labels are.</summary>
    public static SeriesSelector? Of(int? host, string? metric, string? labels)
    {
        try
        {
            return new SeriesSelector(host, metric, labels, LabelSet.Parse(labels ?? ""));
        }
        catch (FormatException)
        {
            return null;
        }
    }

    /// <summary>In order of their ids, which is the order of pages.</summary>
    public IEnumerable<SeriesEntry> In(SeriesCatalog catalog, IReadOnlySet<int> visibleHosts, int after)
    {
        var all = Host is { } host ? catalog.SeriesOf(host, _metric) : catalog.Streams.Where(s => visibleHosts.Contains(s.HostId)).SelectMany(s => s.Series);
        return all.Where(s => s.Id > after && Matches(s)).OrderBy(s => s.Id);
    }

    private bool Matches(SeriesEntry series) =>
        (_metric is null || series.Metric == _metric)
        && (_labels is null || series.Labels == _labels || (_pairs.Count > 0 && _pairs.All(LabelSet.Parse(series.Labels).Contains)));
}
