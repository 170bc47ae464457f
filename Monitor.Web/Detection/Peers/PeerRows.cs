using Monitor.Domain.Detection.Peers;
using Monitor.Web.Detection.Hosts;
using Monitor.Web.Store;

namespace Monitor.Web.Detection.Peers;

/// <summary>The rows of a group of hosts: for each host the metrics that are watched and that enough of the others have too.</summary>
/// <param name="columns">The means of each series over the rows, by its id.</param>
/// <param name="places">A metric of a host, with the series that it is made of.</param>
internal sealed class PeerRows(IReadOnlyDictionary<int, double[]> columns, IReadOnlyList<(int HostId, string Metric, SeriesEntry[] Series)> places)
{
    /// <summary>Of one metric of one host, such as its disks.</summary>
    private const int MostSeries = 16;

    private readonly int[] _hosts = [.. places.Select(p => p.HostId).Distinct()];

    public static async Task<PeerRows> ReadAsync(
        HostRows rows, SeriesCatalog catalog, DetectionFacts facts, IReadOnlyList<int> hostIds, TimeRange range, CancellationToken cancellationToken)
    {
        var places = hostIds
            .SelectMany(id => catalog.SeriesOf(id).Where(s => facts.WatchOf(id, s.Metric) is not null).GroupBy(s => s.Metric)
                .Select(m => (HostId: id, Metric: m.Key, Series: m.OrderBy(s => s.Id).Take(MostSeries).ToArray())))
            .GroupBy(p => p.Metric).Where(m => m.Count() >= PeerDetector.FewestHosts).SelectMany(m => m).ToList();
        var ids = places.SelectMany(p => p.Series).Select(s => s.Id).ToList();
        var read = await rows.ReadAsync(ids, range, cancellationToken);
        return new PeerRows(ids.Zip(read).ToDictionary(c => c.First, c => c.Second), places);
    }

    /// <summary>What the hosts did in a row, but for those that are left out.</summary>
    /// <param name="row">From 0.</param>
    /// <param name="isLeftOut">Asked once for each host, however many metrics it has.</param>
    public IEnumerable<PeerValue> At(int row, Func<int, bool> isLeftOut)
    {
        var leftOut = _hosts.Where(isLeftOut).ToHashSet();
        return from place in places
            where !leftOut.Contains(place.HostId)
            select new PeerValue(place.HostId, place.Metric, PeerMetrics.Together(place.Metric, place.Series.Select(s => columns[s.Id][row])));
    }

    /// <summary>The series of a metric of a host where it is only one; null where it is made of several.</summary>
    public SeriesEntry? SeriesOf(int hostId, string metric) =>
        places.FirstOrDefault(p => p.HostId == hostId && p.Metric == metric).Series is [var only] ? only : null;
}
