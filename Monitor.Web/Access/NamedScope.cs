using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Problems.Rules;

namespace Monitor.Web.Access;

/// <summary>What a report is narrowed to, in words, where that is there for the person.</summary>
internal static class NamedScope
{
    /// <returns>Empty for everything; null: the host or group that is named is not there for this person.</returns>
    public static async Task<string?> OfAsync(MonitorDb db, Actor actor, int? hostId, int? groupId, CancellationToken cancellationToken)
    {
        if (hostId is { } host)
        {
            return await db.Hosts.VisibleHosts(actor, db).Where(h => h.Id == host).Select(h => "Host " + h.Name).SingleOrDefaultAsync(cancellationToken);
        }

        if (groupId is not { } id)
        {
            return "";
        }

        var groups = new GroupTree(await db.HostGroups.AsNoTracking().ToListAsync(cancellationToken));
        var isOffered = await OfferedAsync(db, groups, actor, cancellationToken);
        return groups.All.Any(g => g.Id == id && isOffered(g.Id)) ? "Host group " + groups.PathOf(id) : null;
    }

    /// <summary>The groups that somebody can narrow a report to, by their paths.</summary>
    public static async Task<IReadOnlyList<(int Id, string Path)>> GroupsAsync(MonitorDb db, Actor actor, CancellationToken cancellationToken)
    {
        var groups = new GroupTree(await db.HostGroups.AsNoTracking().ToListAsync(cancellationToken));
        var isOffered = await OfferedAsync(db, groups, actor, cancellationToken);
        return [.. groups.All.Where(g => isOffered(g.Id)).Select(g => (g.Id, Path: groups.PathOf(g.Id))).OrderBy(g => g.Path, StringComparer.OrdinalIgnoreCase)];
    }

    /// <summary>Who is limited has the groups of that limit with all below them, and those that one of the hosts is in that a team of theirs, or they themselves, look after.</summary>
    private static async Task<Predicate<int>> OfferedAsync(MonitorDb db, GroupTree groups, Actor actor, CancellationToken cancellationToken)
    {
        if (actor.GroupIds.Count + actor.TeamIds.Count == 0)
        {
            return _ => true;
        }

        var held = await db.Hosts.VisibleHosts(actor, db).Select(h => h.GroupId).Distinct().ToListAsync(cancellationToken);
        return id => held.Contains(id) || groups.PathUp(id).Any(g => actor.GroupIds.Contains(g.Id));
    }
}
