using System.Collections.Concurrent;

namespace Monitor.Web.Store;

/// <summary>When a host last spoke, by the server's clock, and by how much its own clock differs.</summary>
public sealed record HostSighting(DateTimeOffset LastSeenAt, TimeSpan? ClockSkew);

/// <summary>The newest tick of every stream and the last sign of life of every host, in memory: a cache that is rebuilt at the start.</summary>
public sealed class LatestValues(SeriesCatalog catalog)
{
    private readonly ConcurrentDictionary<int, HeldTick> _ticks = new();
    private readonly ConcurrentDictionary<int, HeldSighting> _hosts = new();

    /// <summary>The newest tick of a stream; null before the first.</summary>
    public CommittedTick? OfStream(int streamId) => _ticks.TryGetValue(streamId, out var latest) ? latest.Value : null;

    /// <summary>The newest value of a series and its time; null where there is none, or the series is missing in the newest tick.</summary>
    public (DateTimeOffset Time, double Value)? Of(SeriesEntry series) =>
        OfStream(series.StreamId) is { } tick && series.Ordinal < tick.Values.Length && !double.IsNaN(tick.Values[series.Ordinal])
            ? (tick.Time, tick.Values[series.Ordinal])
            : null;

    /// <summary>The newest value of a host's metric without labels.</summary>
    public (DateTimeOffset Time, double Value)? Of(int hostId, string metric, string labels = "") =>
        catalog.FindSeries(hostId, metric, labels) is { } series ? Of(series) : null;

    public HostSighting? Host(int hostId) => _hosts.TryGetValue(hostId, out var latest) ? latest.Value : null;

    public IReadOnlyCollection<KeyValuePair<int, HostSighting>> Hosts => [.. _hosts.Select(h => KeyValuePair.Create(h.Key, h.Value.Value))];

    internal void Offer(CommittedTick tick)
    {
        if (!_ticks.TryGetValue(tick.StreamId, out var latest))
        {
            latest = _ticks.GetOrAdd(tick.StreamId, static (_, first) => new HeldTick(first), tick);
        }

        // One writer offers nearly always.
        while (latest.Value is var known && tick.Time >= known.Time && !latest.TryReplace(known, tick))
        {
        }
    }

    internal void Seen(int hostId, DateTimeOffset at, TimeSpan? clockSkew)
    {
        if (!_hosts.TryGetValue(hostId, out var latest))
        {
            latest = _hosts.GetOrAdd(hostId, static (_, first) => new HeldSighting(first), new HostSighting(at, clockSkew));
        }

        latest.Move(at, clockSkew);
    }

    /// <summary>Replaced in its place: to look up where it is once more costs as much as all the rest.</summary>
    private sealed class HeldTick(CommittedTick first)
    {
        private CommittedTick _value = first;

        public CommittedTick Value => Volatile.Read(ref _value);

        public bool TryReplace(CommittedTick known, CommittedTick value) => ReferenceEquals(Interlocked.CompareExchange(ref _value, value, known), known);
    }

    /// <summary>Written with every batch and read by few: what is told is made when it is asked for.</summary>
    private sealed class HeldSighting(HostSighting first)
    {
        private readonly Lock _lock = new();
        private DateTimeOffset _at = first.LastSeenAt;
        private TimeSpan? _clockSkew = first.ClockSkew;

        public HostSighting Value
        {
            get
            {
                lock (_lock)
                {
                    return new HostSighting(_at, _clockSkew);
                }
            }
        }

        public void Move(DateTimeOffset at, TimeSpan? clockSkew)
        {
            lock (_lock)
            {
                (_at, _clockSkew) = (at > _at ? at : _at, clockSkew ?? _clockSkew);
            }
        }
    }
}
