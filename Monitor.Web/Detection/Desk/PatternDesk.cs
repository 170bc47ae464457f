using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Domain.Detection;
using Monitor.Web.Access;
using Monitor.Web.Detection.Hosts;
using Monitor.Web.Live;

namespace Monitor.Web.Detection.Desk;

/// <summary>What people called normal on a host, as a list shows it.</summary>
/// <param name="Series">The metrics, with their labels in braces where they have any.</param>
/// <param name="MinuteOfDay">UTC.</param>
/// <param name="Labels">How often people said so.</param>
/// <param name="SilentSince">Null: said too seldom so far.</param>
/// <param name="ExpiredAt">It stopped coming, or was taken back.</param>
public sealed record PatternLine(
    int Id, int HostId, string Host, IReadOnlyList<string> Series, int MinuteOfDay, DayOfWeek? Day, int Labels, DateTimeOffset LastSeenAt, DateTimeOffset? SilentSince,
    DateTimeOffset? ExpiredAt);

/// <summary>The patterns that people made by calling the same thing normal: shown, and ended by hand.</summary>
public sealed class PatternDesk(IDbContextFactory<MonitorDb> contexts, AuditLog audit, LiveFeed live, TimeProvider time)
{
    private const int Most = 500;

    /// <summary>The newest 500 of the hosts that the person may see, those in force first.</summary>
    public async Task<IReadOnlyList<PatternLine>> ListAsync(Actor actor, int? hostId, CancellationToken cancellationToken)
    {
        actor.Demand(Permissions.AnomaliesRead);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await Visible(db, actor).AsNoTracking().Where(p => hostId == null || p.HostId == hostId)
            .OrderBy(p => p.ExpiredAt != null).ThenByDescending(p => p.LastSeenAt).ThenBy(p => p.Id).Take(Most)
            .Join(db.Hosts, p => p.HostId, h => h.Id, (p, h) => new PatternLine(p.Id, h.Id, h.Name, p.Series, p.MinuteOfDay, p.Day, p.Labels, p.LastSeenAt, p.SilentSince, p.ExpiredAt))
            .ToListAsync(cancellationToken);
    }

    /// <summary>People are told again of what a pattern kept silent. Ending twice is ending once.</summary>
    public async Task<AnomalyOutcome> ExpireAsync(Actor actor, int id, CancellationToken cancellationToken)
    {
        actor.Demand(Permissions.AnomaliesLabel);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (await Visible(db, actor).AsNoTracking().Where(p => p.Id == id).Select(p => (int?)p.HostId).SingleOrDefaultAsync(cancellationToken) is not { } hostId)
        {
            return AnomalyOutcome.NotFound;
        }

        await PatternBook.LockAsync(db, hostId, cancellationToken);
        if (await db.AnomalyPatterns.SingleOrDefaultAsync(p => p.Id == id, cancellationToken) is not { } pattern)
        {
            // Somebody took back the last label of it meanwhile.
            return AnomalyOutcome.NotFound;
        }

        if (pattern.ExpiredAt is null)
        {
            pattern.ExpiredAt = time.GetUtcNow();
            audit.Add(db, actor, "anomaly.pattern_ended", "host", hostId.ToString(CultureInfo.InvariantCulture), new { pattern.Id, pattern.Series, pattern.MinuteOfDay, pattern.Labels }, null);
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            live.Publish(LiveFeed.Anomalies);
        }

        return AnomalyOutcome.Done();
    }

    private static IQueryable<AnomalyPattern> Visible(MonitorDb db, Actor actor)
    {
        var hosts = db.Hosts.VisibleHosts(actor, db).Select(h => h.Id);
        return db.AnomalyPatterns.Where(p => hosts.Contains(p.HostId));
    }
}
