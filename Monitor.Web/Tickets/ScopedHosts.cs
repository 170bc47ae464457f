using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Problems;
using Monitor.Web.Access;

namespace Monitor.Web.Tickets;

/// <summary>Which hosts a person sees: those of the groups and teams the person is limited to, or all.</summary>
public static class ScopedHosts
{
    public static async Task<IQueryable<Host>> VisibleAsync(MonitorDb db, Actor actor, CancellationToken cancellationToken)
    {
        if (actor.GroupIds.Count == 0 && actor.TeamIds.Count == 0)
        {
            return db.Hosts;
        }

        var tree = new GroupTree(await db.HostGroups.AsNoTracking().ToListAsync(cancellationToken));
        var groups = actor.GroupIds.SelectMany(tree.WithDescendants).Distinct().ToArray();
        var teams = actor.TeamIds.ToArray();
        return db.Hosts.Where(h => groups.Contains(h.GroupId) || (h.TeamId != null && teams.Contains(h.TeamId.Value)));
    }

    public static async Task<bool> SeesAsync(MonitorDb db, Actor actor, int hostId, CancellationToken cancellationToken) =>
        await (await VisibleAsync(db, actor, cancellationToken)).AnyAsync(h => h.Id == hostId, cancellationToken);
}
