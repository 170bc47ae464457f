using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Detection;
using Monitor.Domain.Problems;
using Monitor.Web.Access;
using Monitor.Web.Components;
using Monitor.Web.Store;

namespace Monitor.Web.Detection.Screens.Charts;

/// <summary>The anomalies of some series in a range as marks of their charts, within what the reader may see. One of a host marks the series that made it.</summary>
public sealed class ChartMarkReader(IDbContextFactory<MonitorDb> contexts)
{
    private const int Most = 500;

    /// <summary>A part that adds little explains nothing.</summary>
    private const double LeastShare = 0.2;

    /// <summary>By series; the newest where there are very many.</summary>
    public async Task<ILookup<int, ChartMark>> ReadAsync(Actor actor, IReadOnlyList<SeriesEntry> series, TimeRange range, CancellationToken cancellationToken)
    {
        int[] ids = [.. series.Select(s => s.Id)];
        int[] hosts = [.. series.Select(s => s.HostId).Distinct()];
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var found = await (
            from anomaly in db.Anomalies.AsNoTracking()
            join host in db.Hosts.VisibleHosts(actor, db) on anomaly.HostId equals host.Id
            where hosts.Contains(anomaly.HostId) && anomaly.BeganAt >= range.From && anomaly.BeganAt < range.To
                && (anomaly.SeriesId == null ? anomaly.Subject != AnomalySubject.Series : ids.Contains(anomaly.SeriesId.Value))
            join label in db.AnomalyLabels on anomaly.Id equals label.AnomalyId into labels
            from label in labels.DefaultIfEmpty()
            orderby anomaly.BeganAt descending
            select new { Anomaly = anomaly, Verdict = label == null ? (AnomalyVerdict?)null : label.Verdict }).Take(Most).ToListAsync(cancellationToken);
        return found.SelectMany(f => Places(f.Anomaly).Select(p => (p.SeriesId, Mark: Mark(f.Anomaly, f.Verdict, p.Value)))).ToLookup(m => m.SeriesId, m => m.Mark);
    }

    /// <summary>What is normal here, or was held back, does not shout.</summary>
    internal static string Tone(Severity severity, AnomalyVerdict? verdict, AnomalyHold? hold) =>
        verdict == AnomalyVerdict.NormalHere || hold is not null ? "unknown" : severity == Severity.Critical ? "critical" : "warning";

    private static IEnumerable<(int SeriesId, double Value)> Places(Anomaly anomaly) =>
        anomaly is { SeriesId: { } id, Value: { } value }
            ? [(id, value)]
            : anomaly.Parts.Where(p => p.SeriesId is not null && p.Share >= LeastShare).Select(p => (p.SeriesId!.Value, p.Value));

    private static ChartMark Mark(Anomaly anomaly, AnomalyVerdict? verdict, double value) => new(
        anomaly.BeganAt.ToUnixTimeMilliseconds(), value,
        Tone(anomaly.Severity, verdict, anomaly.Hold),
        verdict is { } said ? $"{anomaly.Sentence} ({AnomalyWords.Of(said)})" : anomaly.Sentence, $"/anomalies/{anomaly.Id}");
}
