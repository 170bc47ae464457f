using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Detection;
using Monitor.Domain.Detection.Hygiene;

namespace Monitor.Web.Detection.Hosts;

/// <summary>
/// What people's labels make of the evidence that an alarm wants: of a series, of a host as a whole, and of a host beside its peers. 1 where nobody said anything. Those of series are for loops that ask
/// often, and are read again after a minute.
/// </summary>
public sealed class LabelFactors(IDbContextFactory<MonitorDb> contexts, TimeProvider time)
{
    private static readonly TimeSpan RefreshAfter = TimeSpan.FromMinutes(1);

    private Dictionary<int, double> _bySeries = [];
    private long? _readAt;

    /// <summary>Changes whenever a factor of a series may have.</summary>
    public int Version { get; private set; }

    /// <summary>As it was when it was read last.</summary>
    public double OfSeries(int seriesId) => _bySeries.GetValueOrDefault(seriesId, 1);

    /// <summary>Reads again where that is due.</summary>
    public async ValueTask RefreshAsync(CancellationToken cancellationToken)
    {
        if (_readAt is { } at && time.GetElapsedTime(at) < RefreshAfter)
        {
            return;
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var said = await Labelled(db, AnomalySubject.Series).Where(a => a.SeriesId != null)
            .GroupBy(a => new { SeriesId = a.SeriesId!.Value, a.Verdict }).Select(g => new { g.Key.SeriesId, g.Key.Verdict, Count = g.Count() }).ToListAsync(cancellationToken);
        var bySeries = said.GroupBy(s => s.SeriesId).ToDictionary(g => g.Key, g => Of(g.Select(s => (s.Verdict, s.Count))));
        if (bySeries.Count != _bySeries.Count || bySeries.Any(s => OfSeries(s.Key) != s.Value))
        {
            (_bySeries, Version) = (bySeries, Version + 1);
        }

        _readAt = time.GetTimestamp();
    }

    /// <summary>Those of some hosts, by what people said of their anomalies of one subject: of a host as a whole, or of a host beside its peers. A host of which nobody said anything is not there.</summary>
    internal static async Task<Dictionary<int, double>> OfHostsAsync(MonitorDb db, AnomalySubject subject, int[] hostIds, CancellationToken cancellationToken)
    {
        var said = await Labelled(db, subject).Where(a => hostIds.Contains(a.HostId))
            .GroupBy(a => new { a.HostId, a.Verdict }).Select(g => new { g.Key.HostId, g.Key.Verdict, Count = g.Count() }).ToListAsync(cancellationToken);
        return said.GroupBy(s => s.HostId).ToDictionary(g => g.Key, g => Of(g.Select(s => (s.Verdict, s.Count))));
    }

    private sealed class Said
    {
        public int HostId { get; init; }

        public int? SeriesId { get; init; }

        public AnomalyVerdict Verdict { get; init; }
    }

    private static IQueryable<Said> Labelled(MonitorDb db, AnomalySubject subject) =>
        from l in db.AnomalyLabels.AsNoTracking()
        join a in db.Anomalies on l.AnomalyId equals a.Id
        where a.Subject == subject
        select new Said { HostId = a.HostId, SeriesId = a.SeriesId, Verdict = l.Verdict };

    private static double Of(IEnumerable<(AnomalyVerdict Verdict, int Count)> said)
    {
        var counts = said.ToDictionary(s => s.Verdict, s => s.Count);
        return LabelThreshold.Factor(counts.GetValueOrDefault(AnomalyVerdict.Real), counts.GetValueOrDefault(AnomalyVerdict.NormalHere));
    }
}
