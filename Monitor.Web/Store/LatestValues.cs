namespace Monitor.Web.Store;

/// <summary>When a host last spoke, by the server's clock, and by how much its own clock differs.</summary>
public sealed record HostSighting(DateTimeOffset LastSeenAt, TimeSpan? ClockSkew);

/// <summary>The newest tick of every stream and the last sign of life of every host, in memory: a cache that is rebuilt at the start.</summary>
public sealed class LatestValues(SeriesCatalog catalog)
{
    private readonly NumberedPages<HeldTick> _ticks = new();
    private readonly NumberedPages<HeldSighting> _hosts = new();

    /// <summary>The newest tick of a stream; null before the first.</summary>
    public CommittedTick? OfStream(int streamId) => _ticks[streamId]?.Value;

    /// <summary>The newest value of a series and its time; null where there is none, or the series is missing in the newest tick.</summary>
    public (DateTimeOffset Time, double Value)? Of(SeriesEntry series) =>
        OfStream(series.StreamId) is { } tick && series.Ordinal < tick.Values.Length && !double.IsNaN(tick.Values[series.Ordinal])
            ? (tick.Time, tick.Values[series.Ordinal])
            : null;

    /// <summary>The newest value of a host's metric without labels.</summary>
    public (DateTimeOffset Time, double Value)? Of(int hostId, string metric, string labels = "") =>
        catalog.FindSeries(hostId, metric, labels) is { } series ? Of(series) : null;

    public HostSighting? Host(int hostId) => _hosts[hostId]?.Value;

    public IReadOnlyCollection<KeyValuePair<int, HostSighting>> Hosts =>
        [.. from host in _hosts.All let sighting = host.Value.Value where sighting is not null select KeyValuePair.Create(host.Key, sighting)];

    internal void Offer(CommittedTick tick)
    {
        var latest = _ticks.GetOrAdd(tick.StreamId, static first => new HeldTick(first), tick);

        // One writer offers nearly always.
        while (latest.Value is var known && tick.Time >= known.Time && !latest.TryReplace(known, tick))
        {
        }
    }

    internal void Seen(int hostId, DateTimeOffset at, TimeSpan? clockSkew) => _hosts.GetOrAdd(hostId, static _ => new HeldSighting(), 0).Move(at, clockSkew);

    /// <summary>Replaced in its place: to look up where it is once more costs as much as all the rest.</summary>
    private sealed class HeldTick(CommittedTick first)
    {
        private CommittedTick _value = first;

        public CommittedTick Value => Volatile.Read(ref _value);

        public bool TryReplace(CommittedTick known, CommittedTick value) => ReferenceEquals(Interlocked.CompareExchange(ref _value, value, known), known);
    }

    /// <summary>Written with every batch and read by few: what is told is made when it is asked for. Its two words may be of two batches, which nobody minds.</summary>
    private sealed class HeldSighting
    {
        private const long Unknown = long.MinValue;
        private long _at;
        private long _clockSkew = Unknown;

        /// <summary>Null before the first.</summary>
        public HostSighting? Value => Volatile.Read(ref _at) is not 0 and var at
            ? new(new DateTimeOffset(at, TimeSpan.Zero), Volatile.Read(ref _clockSkew) is not Unknown and var skew ? TimeSpan.FromTicks(skew) : null)
            : null;

        public void Move(DateTimeOffset at, TimeSpan? clockSkew)
        {
            // Before the time: who writes down that it was seen then takes the clock with it.
            if (clockSkew is { } skew)
            {
                Volatile.Write(ref _clockSkew, skew.Ticks);
            }

            while (Volatile.Read(ref _at) is var known && at.UtcTicks > known && Interlocked.CompareExchange(ref _at, at.UtcTicks, known) != known)
            {
            }
        }
    }
}
