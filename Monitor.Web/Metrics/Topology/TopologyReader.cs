using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Metrics;
using Monitor.Domain.Metrics.Topology;
using Monitor.Web.Access;
using Monitor.Web.Metrics.Services;

namespace Monitor.Web.Metrics.Topology;

/// <summary>Reads how hosts and services lean on each other, as far as somebody sees them: of a link of which one end is hidden nothing is said.</summary>
public sealed class TopologyReader(IDbContextFactory<MonitorDb> contexts)
{
    public async Task<TopologyState> ReadAsync(Actor actor, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await ReadAsync(db, actor, cancellationToken);
    }

    /// <summary>As a file, which the import takes back.</summary>
    public async Task<string> ExportAsync(Actor actor, CancellationToken cancellationToken) =>
        TopologyYamlText.Of((await ReadAsync(actor, cancellationToken)).ToDocument());

    internal static async Task<TopologyState> ReadAsync(MonitorDb db, Actor actor, CancellationToken cancellationToken)
    {
        var visible = db.Hosts.AsNoTracking().VisibleHosts(actor, db).Where(h => h.RetiredAt == null);
        var hosts = await visible.OrderBy(h => h.Id).Select(h => new TopologyHost(h.Id, h.Key, h.Name)).ToListAsync(cancellationToken);
        var services = await ServiceReader.Seen(db, actor).OrderBy(s => s.Id).ToListAsync(cancellationToken);
        var (ids, known) = (hosts.Select(h => h.Id).ToHashSet(), services.Select(s => s.Id).ToHashSet());
        var parents = await db.HostLinks.AsNoTracking().OrderBy(l => l.ChildId).ThenBy(l => l.ParentId).ToListAsync(cancellationToken);
        var links = await db.ServiceLinks.AsNoTracking().OrderBy(l => l.Id).ToListAsync(cancellationToken);

        // Who sees all also works with the links to hosts that are retired: they count, and are not lost.
        var isAll = !ServiceReader.IsLimited(actor);
        return new TopologyState(
            hosts, services, [.. parents.Where(l => isAll || (ids.Contains(l.ChildId) && ids.Contains(l.ParentId)))],
            [.. links.Where(l => known.Contains(l.ServiceId) && (l.HostId is { } host ? isAll || ids.Contains(host) : known.Contains(l.CalledServiceId!.Value)))]);
    }
}
