using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Web.Access;
using Monitor.Web.Components;
using Monitor.Web.Tickets.Catalog;

namespace Monitor.Web.Tickets.Editing;

/// <summary>Finds people and hosts by letters of their names, the first few, for those who work on tickets.</summary>
public sealed class NameFinder(IDbContextFactory<MonitorDb> contexts)
{
    private const int Most = 12;

    /// <summary>Everybody who may be the requester, as "Name (user name)".</summary>
    public async Task<IReadOnlyList<NamedId>> PeopleAsync(Actor actor, string letters, CancellationToken cancellationToken)
    {
        actor.Demand(Permissions.TicketsWork);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var named = letters.EndsWith(')') && letters.LastIndexOf('(') is var open and >= 0 ? letters[(open + 1)..^1] : null;
        var pattern = LikePattern.Within(letters);
        var people = await db.Users.AsNoTracking()
            .Where(u => u.DisabledAt == null && (named == null ? EF.Functions.ILike(u.UserName!, pattern) || EF.Functions.ILike(u.DisplayName, pattern) : u.UserName == named))
            .OrderBy(u => u.DisplayName).ThenBy(u => u.UserName).Take(Most).Select(u => new { u.Id, UserName = u.UserName!, u.DisplayName }).ToListAsync(cancellationToken);
        return [.. people.Select(p => new NamedId(p.Id, p.DisplayName.Length == 0 ? p.UserName : $"{p.DisplayName} ({p.UserName})"))];
    }

    /// <summary>Hosts that the person sees.</summary>
    public async Task<IReadOnlyList<NamedId>> HostsAsync(Actor actor, string letters, CancellationToken cancellationToken)
    {
        actor.Demand(Permissions.TicketsWork);
        actor.Demand(Permissions.HostsRead);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var pattern = LikePattern.Within(letters);
        return await db.Hosts.AsNoTracking().VisibleHosts(actor, db).Where(h => h.RetiredAt == null && EF.Functions.ILike(h.Name, pattern))
            .OrderBy(h => h.Name.Length).ThenBy(h => h.Name).Take(Most).Select(h => new NamedId(h.Id, h.Name)).ToListAsync(cancellationToken);
    }

    /// <summary>True for a host that the person sees: the first host of a ticket is named to all who see the ticket.</summary>
    public async Task<bool> SeesHostAsync(Actor actor, int hostId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Hosts.VisibleHosts(actor, db).AnyAsync(h => h.Id == hostId, cancellationToken);
    }
}
