using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Domain.Metrics;
using Monitor.Web.Access;

namespace Monitor.Web.Metrics.Services;

/// <summary>A service with what it leans on: of its hosts those that the reader sees.</summary>
public sealed record ServiceLine(Service Service, IReadOnlyList<(int Id, string Name)> Hosts, IReadOnlyList<(int Id, string Name)> Calls)
{
    /// <summary>Hosts that it needs without running there.</summary>
    public IReadOnlyList<(int Id, string Name)> Needed { get; init; } = [];
}

/// <summary>Reads services. Who is limited sees those that run on, or depend on, a host that he sees.</summary>
public sealed class ServiceReader(IDbContextFactory<MonitorDb> contexts)
{
    public const int PageSize = 50;
    private const int MostChoices = 2000;

    public static bool MayChange(Actor actor) => actor.May(Permissions.HostsLink) && !IsLimited(actor);

    public async Task<(IReadOnlyList<ServiceLine> Lines, int Total)> ListAsync(Actor actor, int page, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var seen = Seen(db, actor);
        var services = await seen.OrderBy(s => s.Name).Skip((page - 1) * PageSize).Take(PageSize).ToListAsync(cancellationToken);
        return (await LinesAsync(db, actor, services, cancellationToken), await seen.CountAsync(cancellationToken));
    }

    public async Task<ServiceLine?> FindAsync(Actor actor, int id, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var found = await Seen(db, actor).Where(s => s.Id == id).ToListAsync(cancellationToken);
        return (await LinesAsync(db, actor, found, cancellationToken)).FirstOrDefault();
    }

    /// <summary>The hosts and services that one could lean on.</summary>
    public async Task<(IReadOnlyList<(int Id, string Name)> Hosts, IReadOnlyList<(int Id, string Name)> Services)> ChoicesAsync(Actor actor, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var hosts = await db.Hosts.AsNoTracking().VisibleHosts(actor, db).Where(h => h.RetiredAt == null).OrderBy(h => h.Name).Take(MostChoices)
            .Select(h => new { h.Id, h.Name }).ToListAsync(cancellationToken);
        var services = await Seen(db, actor).OrderBy(s => s.Name).Take(MostChoices).Select(s => new { s.Id, s.Name }).ToListAsync(cancellationToken);
        return (hosts.ConvertAll(h => (h.Id, h.Name)), services.ConvertAll(s => (s.Id, s.Name)));
    }

    internal static IQueryable<Service> Seen(MonitorDb db, Actor actor)
    {
        var hosts = db.Hosts.VisibleHosts(actor, db).Select(h => h.Id);
        return IsLimited(actor)
            ? db.Services.AsNoTracking().Where(s => db.ServiceLinks.Any(l => l.ServiceId == s.Id && l.HostId != null && hosts.Contains(l.HostId.Value)))
            : db.Services.AsNoTracking();
    }

    private static async Task<IReadOnlyList<ServiceLine>> LinesAsync(MonitorDb db, Actor actor, List<Service> services, CancellationToken cancellationToken)
    {
        var ids = services.Select(s => s.Id).ToArray();
        var links = db.ServiceLinks.AsNoTracking().Where(l => ids.Contains(l.ServiceId));
        var hosts = await links.Join(db.Hosts.VisibleHosts(actor, db), l => l.HostId, h => (int?)h.Id, (l, h) => new { l.ServiceId, l.Kind, h.Id, h.Name })
            .OrderBy(h => h.Name).ToListAsync(cancellationToken);
        var calls = await links.Join(Seen(db, actor), l => l.CalledServiceId, s => (int?)s.Id, (l, s) => new { l.ServiceId, s.Id, s.Name })
            .OrderBy(s => s.Name).ToListAsync(cancellationToken);
        var (on, to) = (hosts.ToLookup(h => (h.ServiceId, h.Kind), h => (h.Id, h.Name)), calls.ToLookup(c => c.ServiceId, c => (c.Id, c.Name)));
        return services.ConvertAll(s => new ServiceLine(s, [.. on[(s.Id, ServiceLinkKind.RunsOn)]], [.. to[s.Id]]) { Needed = [.. on[(s.Id, ServiceLinkKind.DependsOn)]] });
    }

    internal static bool IsLimited(Actor actor) => actor.GroupIds.Count > 0 || actor.TeamIds.Count > 0;
}
