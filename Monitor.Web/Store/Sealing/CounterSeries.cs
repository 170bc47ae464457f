using Monitor.Domain.Metrics;

namespace Monitor.Web.Store.Sealing;

/// <summary>Which ordinals of a stream are counters.</summary>
internal sealed class CounterSeries(SeriesCatalog catalog)
{
    public Func<int, bool> Of(int streamId)
    {
        if (catalog.FindStream(streamId) is not { } stream)
        {
            return _ => false;
        }

        var counters = stream.Series.Where(s => MetricCatalog.Find(s.Metric).Kind == MetricKind.Counter).Select(s => s.Ordinal).ToHashSet();
        return counters.Contains;
    }
}
