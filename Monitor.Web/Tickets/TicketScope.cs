using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Domain.Problems;
using Monitor.Domain.Tickets;
using Monitor.Web.Access;

namespace Monitor.Web.Tickets;

/// <summary>
/// Which tickets a person sees: all that the role and the scope allow, and always the own ones. Without the permission to read tickets, only the own.
/// </summary>
public static class TicketScope
{
    public static async Task<IQueryable<Ticket>> VisibleAsync(MonitorDb db, Actor actor, CancellationToken cancellationToken)
    {
        if (!actor.May(Permissions.TicketsRead))
        {
            return db.Tickets.Where(t => t.RequesterUserId == actor.UserId);
        }

        if (actor.GroupIds.Count == 0 && actor.TeamIds.Count == 0)
        {
            return db.Tickets;
        }

        var tree = new GroupTree(await db.HostGroups.AsNoTracking().ToListAsync(cancellationToken));
        var groups = actor.GroupIds.SelectMany(tree.WithDescendants).Distinct().ToArray();
        var teams = actor.TeamIds.ToArray();
        return db.Tickets.Where(t => t.RequesterUserId == actor.UserId
            || t.AssigneeUserId == actor.UserId
            || (t.TeamId != null && teams.Contains(t.TeamId.Value))
            || db.Hosts.Any(h => h.Id == t.HostId && (groups.Contains(h.GroupId) || (h.TeamId != null && teams.Contains(h.TeamId.Value)))));
    }
}
