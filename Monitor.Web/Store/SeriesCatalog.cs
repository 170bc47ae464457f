using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using Monitor.Web.Hosting;

namespace Monitor.Web.Store;

/// <summary>
/// Every stream and series, in memory. Loaded at the start, and where another server tells of more; a series is registered on first sight, up to <see cref="IngestOptions.MaxSeriesPerHost"/> on
/// one host. Ordinals only grow.
/// </summary>
public sealed class SeriesCatalog(Databases databases, IOptions<IngestOptions> options, TimeProvider time)
{
    private readonly SeriesRegister _register = new(databases.Ingest, time);
    private readonly ConcurrentDictionary<int, StreamEntry> _streams = new();
    private readonly NumberedPages<SeriesEntry> _series = new();
    private readonly ConcurrentDictionary<int, ImmutableArray<int>> _streamsOfHost = new();
    private readonly SemaphoreSlim _registering = new(1, 1);
    private volatile SeriesExtent? _loaded;

    /// <summary>Reads all, where a stream or series has come since that was done last.</summary>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        var extent = await _register.ExtentAsync(cancellationToken);
        if (extent != _loaded)
        {
            await LoadAsync(null, cancellationToken);
            _loaded = extent;
        }
    }

    /// <summary>Reads some streams again, which another server may have made or added to.</summary>
    internal async Task LoadAsync(IReadOnlyCollection<int>? only, CancellationToken cancellationToken)
    {
        foreach (var stream in await _register.LoadAsync(only, cancellationToken))
        {
            Keep(stream);
        }
    }

    public StreamEntry? FindStream(int streamId) => _streams.GetValueOrDefault(streamId);

    public StreamEntry? FindStream(int hostId, string kind) => StreamsOf(hostId).FirstOrDefault(s => s.Kind == kind);

    /// <summary>Whether an ordinal of the stream is a counter.</summary>
    internal Func<int, bool> CountersOf(int streamId) => FindStream(streamId) is { } stream ? stream.IsCounter : _ => false;

    public SeriesEntry? FindSeries(int seriesId) => _series[seriesId];

    public IEnumerable<StreamEntry> Streams => _streams.Values;

    public IReadOnlyList<StreamEntry> StreamsOf(int hostId) =>
        _streamsOfHost.TryGetValue(hostId, out var ids) ? [.. ids.Select(id => _streams[id])] : [];

    /// <summary>All series of a host, of one metric where one is named.</summary>
    public IReadOnlyList<SeriesEntry> SeriesOf(int hostId, string? metric = null) =>
        [.. StreamsOf(hostId).SelectMany(s => s.Series).Where(s => metric is null || s.Metric == metric)];

    /// <summary>The one series of a host with this metric and these labels, or null.</summary>
    public SeriesEntry? FindSeries(int hostId, string metric, string labels = "") =>
        StreamsOf(hostId).Select(s => s.Find(new SeriesName(metric, labels))).FirstOrDefault(s => s is not null);

    /// <summary>
    /// The ordinals of these names in the host's stream of this kind, made where they are new; -1 for a name beyond the host's limit. Throws what the
    /// database throws.
    /// </summary>
    public async Task<(StreamEntry Stream, int[] Ordinals)> RegisterAsync(
        int hostId, string kind, IReadOnlyList<SeriesName> names, CancellationToken cancellationToken)
    {
        var known = FindStream(hostId, kind);
        if (known is null || names.Any(n => known.Find(n) is null))
        {
            await _registering.WaitAsync(cancellationToken);
            try
            {
                known = FindStream(hostId, kind);
                var missing = names.Where(n => known?.Find(n) is null).Distinct().ToList();
                var room = Math.Max(0, options.Value.MaxSeriesPerHost - SeriesOf(hostId).Count);
                if (known is null || (missing.Count > 0 && room > 0))
                {
                    // Not cut short by an agent that leaves: what is stopped while it is prepared fails on that connection for all (Databases.AfterStopped).
                    known = await _register.AddAsync(hostId, kind, missing, options.Value.MaxSeriesPerHost, CancellationToken.None);
                    Keep(known);
                }
            }
            finally
            {
                _registering.Release();
            }
        }

        return (known, [.. names.Select(n => known.Find(n)?.Ordinal ?? -1)]);
    }

    /// <summary>The wider one stays: loading may have read the stream before a series was registered, and keep it after.</summary>
    internal void Keep(StreamEntry stream)
    {
        _streams.AddOrUpdate(stream.Id, stream, (_, known) => known.Width > stream.Width ? known : stream);
        _streamsOfHost.AddOrUpdate(stream.HostId, [stream.Id], (_, ids) => ids.Contains(stream.Id) ? ids : ids.Add(stream.Id));
        foreach (var series in stream.Series)
        {
            _series[series.Id] = series;
        }
    }
}
