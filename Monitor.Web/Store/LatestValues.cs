using System.Collections.Concurrent;

namespace Monitor.Web.Store;

/// <summary>When a host last spoke, by the server's clock, and by how much its own clock differs.</summary>
public sealed record HostSighting(DateTimeOffset LastSeenAt, TimeSpan? ClockSkew);

/// <summary>The newest tick of every stream and the last sign of life of every host, in memory: a cache that is rebuilt at the start.</summary>
public sealed class LatestValues(SeriesCatalog catalog)
{
    private readonly ConcurrentDictionary<int, CommittedTick> _ticks = new();
    private readonly ConcurrentDictionary<int, HostSighting> _hosts = new();

    /// <summary>The newest tick of a stream; null before the first.</summary>
    public CommittedTick? OfStream(int streamId) => _ticks.GetValueOrDefault(streamId);

    /// <summary>The newest value of a series and its time; null where there is none, or the series is missing in the newest tick.</summary>
    public (DateTimeOffset Time, double Value)? Of(SeriesEntry series) =>
        _ticks.TryGetValue(series.StreamId, out var tick) && series.Ordinal < tick.Values.Length && !double.IsNaN(tick.Values[series.Ordinal])
            ? (tick.Time, tick.Values[series.Ordinal])
            : null;

    /// <summary>The newest value of a host's metric without labels.</summary>
    public (DateTimeOffset Time, double Value)? Of(int hostId, string metric, string labels = "") =>
        catalog.FindSeries(hostId, metric, labels) is { } series ? Of(series) : null;

    public HostSighting? Host(int hostId) => _hosts.GetValueOrDefault(hostId);

    public IReadOnlyCollection<KeyValuePair<int, HostSighting>> Hosts => _hosts.ToArray();

    internal void Offer(CommittedTick tick)
    {
        // One writer offers nearly always: what is known is newer only now and then.
        while (true)
        {
            if (!_ticks.TryGetValue(tick.StreamId, out var known) ? _ticks.TryAdd(tick.StreamId, tick)
                : tick.Time < known.Time || _ticks.TryUpdate(tick.StreamId, tick, known))
            {
                return;
            }
        }
    }

    internal void Seen(int hostId, DateTimeOffset at, TimeSpan? clockSkew)
    {
        while (true)
        {
            if (!_hosts.TryGetValue(hostId, out var known))
            {
                if (_hosts.TryAdd(hostId, new HostSighting(at, clockSkew)))
                {
                    return;
                }
            }
            else if (_hosts.TryUpdate(hostId, new HostSighting(at > known.LastSeenAt ? at : known.LastSeenAt, clockSkew ?? known.ClockSkew), known))
            {
                return;
            }
        }
    }
}
