using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Metrics;
using Monitor.Domain.Metrics.Chunks;
using Monitor.Domain.Problems.Rules;
using Monitor.Web.Store;

namespace Monitor.Web.Detection;

/// <summary>
/// When each series last came: by the ticks in memory, and for hosts that post to another server by what is stored. Not for two threads at
/// once.
/// </summary>
internal sealed class SeriesSightings(SeriesCatalog catalog, LatestValues latest, SeriesReader reader)
{
    /// <summary>A series that has not come for longer than this is gone for good: nothing begins for it any more.</summary>
    private static readonly TimeSpan Gone = TimeSpan.FromDays(1);

    /// <summary>The rows of hosts are written every few seconds; by more than this another server knows better.</summary>
    private static readonly TimeSpan Behind = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan FirstLook = TimeSpan.FromHours(1);

    /// <summary>The last minutes are read from the memory of this server, which knows nothing of the others: every look reaches back beyond them.</summary>
    private static readonly TimeSpan NextLook = TimeSpan.FromMinutes(10);

    private readonly Dictionary<int, DateTimeOffset> _seen = [];

    /// <summary>The series of a host that a condition is about and that came within the last day.</summary>
    public IEnumerable<(SeriesEntry Series, DateTimeOffset LastAt)> Of(int hostId, Condition condition, DateTimeOffset now) =>
        SeriesOf(hostId, condition).Select(s => (Series: s, LastAt: LastOf(s))).Where(s => s.LastAt is { } last && now - last < Gone).Select(s => (s.Series, s.LastAt!.Value));

    /// <summary>Looks at what other servers stored, for those of the hosts that they hear from.</summary>
    public async Task LookElsewhereAsync(MonitorDb db, IReadOnlyCollection<(int HostId, Condition Condition)> wanted, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (wanted.Count == 0)
        {
            return;
        }

        var elsewhere = (await db.Hosts.AsNoTracking().Where(h => h.LastSeenAt > now - Gone).Select(h => new { h.Id, h.LastSeenAt }).ToListAsync(cancellationToken))
            .Where(h => !(latest.Host(h.Id)?.LastSeenAt >= h.LastSeenAt - Behind)).Select(h => h.Id).ToHashSet();
        var series = wanted.Where(w => elsewhere.Contains(w.HostId)).SelectMany(w => SeriesOf(w.HostId, w.Condition)).DistinctBy(s => s.Id).ToList();
        foreach (var some in series.Chunk(SeriesReader.MaximumSeries))
        {
            var from = now - (some.All(s => _seen.ContainsKey(s.Id)) ? NextLook : FirstLook);
            var sinks = some.ToDictionary(s => s.Id, _ => new SampleCollector());
            await reader.ReadIntoAsync(some, new TimeRange(from, now), byMinute: false, s => sinks[s.Id], cancellationToken);
            foreach (var one in some)
            {
                if (sinks[one.Id].Of(one).Times is [.., var newest])
                {
                    See(one.Id, new DateTimeOffset(newest, TimeSpan.Zero));
                }
            }
        }
    }

    private IEnumerable<SeriesEntry> SeriesOf(int hostId, Condition condition) => catalog.StreamsOf(hostId).SelectMany(s => s.Series)
        .Where(s => s.Metric == condition.Metric && LabelMatcher.All(condition.Labels, LabelSet.Parse(s.Labels)));

    /// <summary>The newest tick may lack the series although its stream goes on: then the last moment at which it was seen counts.</summary>
    private DateTimeOffset? LastOf(SeriesEntry series)
    {
        if (latest.OfStream(series.StreamId) is { } tick && series.Ordinal < tick.Values.Length && !double.IsNaN(tick.Values[series.Ordinal]))
        {
            See(series.Id, tick.ArrivedAt);
        }

        return _seen.TryGetValue(series.Id, out var at) ? at : null;
    }

    private void See(int seriesId, DateTimeOffset at) => _seen[seriesId] = _seen.TryGetValue(seriesId, out var known) && known > at ? known : at;
}
