using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Detection;
using Monitor.Web.Access;

namespace Monitor.Web.Detection.Screens.Quality;

/// <summary>How many anomalies were found and held back, by the reason, within what the reader may see.</summary>
public sealed class HeldCounts(IDbContextFactory<MonitorDb> contexts)
{
    public async Task<IReadOnlyDictionary<AnomalyHold, int>> ReadAsync(Actor actor, int? hostId, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var hosts = db.Hosts.VisibleHosts(actor, db).Where(h => hostId == null || h.Id == hostId).Select(h => h.Id);
        return await db.Anomalies.AsNoTracking().Where(a => a.Hold != null && a.BeganAt >= from && a.BeganAt < to && hosts.Contains(a.HostId))
            .GroupBy(a => a.Hold!.Value).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, cancellationToken);
    }
}
