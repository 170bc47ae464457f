using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Domain.Detection;
using Monitor.Domain.Detection.Hygiene;
using Monitor.Web.Access;

namespace Monitor.Web.Detection.Desk;

/// <summary>How right the detectors were, of what began in a range.</summary>
/// <param name="Told">Anomalies that became a problem, at most the newest 10,000.</param>
/// <param name="Held">Found, and nobody was told, by the reason; without those of which there were none.</param>
/// <param name="Real">Labelled real.</param>
/// <param name="NormalHere">Labelled normal.</param>
/// <param name="Precision">The share of what was told and labelled that is real, 0 to 1; null: nothing is labelled.</param>
/// <param name="Recall">The share of what people called real that was told, 0 to 1; null: nothing was called real.</param>
/// <param name="AlarmsPerHostAndDay">Null: there was no host.</param>
/// <param name="MedianDelay">From the beginning until it was written down; null: there was none.</param>
public sealed record QualityView(
    int Told, IReadOnlyDictionary<AnomalyHold, int> Held, int Real, int NormalHere, double? Precision, double? Recall, double? AlarmsPerHostAndDay, TimeSpan? MedianDelay);

/// <summary>Reads how right the detectors were, within what the person may see.</summary>
public sealed class QualityReader(IDbContextFactory<MonitorDb> contexts)
{
    /// <summary>The newest of them.</summary>
    private const int MostTold = 10_000;

    /// <summary>Of the anomalies that began from one moment on, before the other; those of single series count where people labelled them.</summary>
    public async Task<QualityView> ReadAsync(Actor actor, int? hostId, int? groupId, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        actor.Demand(Permissions.AnomaliesRead);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var some = AnomalyQueries.Of(db, actor, new AnomalyFilter(from, to) { HostId = hostId, GroupId = groupId });
        var told = await (
            from a in some
            where a.ProblemId != null
            join l in db.AnomalyLabels on a.Id equals l.AnomalyId into labels
            from label in labels.DefaultIfEmpty()
            orderby a.Id descending
            select new { a.BeganAt, a.FoundAt, Verdict = label == null ? (AnomalyVerdict?)null : label.Verdict }).Take(MostTold).ToListAsync(cancellationToken);
        var labelled = await some.Join(db.AnomalyLabels, a => a.Id, l => l.AnomalyId, (a, l) => new { l.Verdict, IsTold = a.ProblemId != null })
            .GroupBy(l => l).Select(g => new { g.Key, Count = g.Count() }).ToListAsync(cancellationToken);
        var held = await some.Where(a => a.Hold != null).GroupBy(a => a.Hold!.Value).Select(g => new { g.Key, Count = g.Count() })
            .ToDictionaryAsync(g => g.Key, g => g.Count, cancellationToken);
        var hosts = await HostsAsync(db, actor, hostId, groupId, cancellationToken);
        var quality = DetectionQuality.Of(
            told.ConvertAll(a => a.Verdict),
            labelled.Where(l => l.Key is { Verdict: AnomalyVerdict.Real, IsTold: false }).Sum(l => l.Count), hosts, to - from);
        var delays = told.Select(a => a.FoundAt - a.BeganAt).Order().ToList();
        return new QualityView(
            told.Count, held, Of(AnomalyVerdict.Real), Of(AnomalyVerdict.NormalHere), quality.Precision, quality.Recall,
            quality.AlarmsPerHostDay, delays.Count == 0 ? null : (delays[(delays.Count - 1) / 2] + delays[delays.Count / 2]) / 2);

        int Of(AnomalyVerdict verdict) => labelled.Where(l => l.Key.Verdict == verdict).Sum(l => l.Count);
    }

    private static Task<int> HostsAsync(MonitorDb db, Actor actor, int? hostId, int? groupId, CancellationToken cancellationToken)
    {
        var hosts = db.Hosts.VisibleHosts(actor, db).Where(h => h.RetiredAt == null && (hostId == null || h.Id == hostId));
        var below = groupId is { } id ? Visibility.GroupsBelow(db, [id]) : null;
        return (below is null ? hosts : hosts.Where(h => below.Contains(h.GroupId))).CountAsync(cancellationToken);
    }
}
