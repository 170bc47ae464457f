using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Forecasting;
using Monitor.Web.Access;

namespace Monitor.Web.Forecasting.Predictions;

/// <summary>How right predictions were: counts by what became of them. What was withdrawn counts as wrong: somebody had been told.</summary>
/// <param name="Unknown">Nobody can say; counted in no share.</param>
/// <param name="MedianLead">Of those that came.</param>
public sealed record PredictionScore(int Hits, int False, int Withdrawn, int Missed, int Unknown, TimeSpan? MedianLead)
{
    /// <summary>The share of what was told that came; null: nothing was told.</summary>
    public double? Precision => Quotient(Hits, Hits + False + Withdrawn);

    /// <summary>The share of what came that had been told; null: nothing came.</summary>
    public double? Recall => Quotient(Hits, Hits + Missed);

    private static double? Quotient(int part, int whole) => whole > 0 ? (double)part / whole : null;
}

/// <summary>Reads how right predictions were, within what the person may see.</summary>
public sealed class PredictionScores(IDbContextFactory<MonitorDb> contexts)
{
    private const int MostLeads = 10_000;

    /// <summary>Of the predictions that ended from one moment on, before the other; of one host where one is named.</summary>
    public Task<PredictionScore> ReadAsync(Actor actor, int? hostId, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken) => ReadAsync(actor, hostId, null, from, to, cancellationToken);

    /// <param name="groupId">With all groups below it.</param>
    public async Task<PredictionScore> ReadAsync(Actor actor, int? hostId, int? groupId, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var ended = db.Predictions.AsNoTracking().Where(p => p.EndedAt >= from && p.EndedAt < to && (hostId == null || p.HostId == hostId) && db.Hosts.VisibleHosts(actor, db).Any(h => h.Id == p.HostId));
        if (groupId is { } id)
        {
            var hosts = Visibility.HostsBelow(db, id);
            ended = ended.Where(p => hosts.Contains(p.HostId));
        }

        var counts = await ended.GroupBy(p => p.Outcome).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, cancellationToken);
        var leads = await ended.Where(p => p.Lead != null).OrderByDescending(p => p.EndedAt).Take(MostLeads).Select(p => p.Lead!.Value).ToListAsync(cancellationToken);
        leads.Sort();
        return new PredictionScore(
            Of(PredictionOutcome.Hit), Of(PredictionOutcome.False), Of(PredictionOutcome.Withdrawn), Of(PredictionOutcome.Missed), Of(PredictionOutcome.Unknown),
            leads.Count == 0 ? null : (leads[(leads.Count - 1) / 2] + leads[leads.Count / 2]) / 2);

        int Of(PredictionOutcome outcome) => counts.GetValueOrDefault(outcome);
    }
}
