using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Domain.Metrics;
using Monitor.Domain.Problems;
using Monitor.Domain.Tickets;

namespace Monitor.Web.Access;

/// <summary>
/// What a person may see, as a filter that every query of the slices begins with: a thing outside it does not exist for that person (404, not 403).
/// Scope is host groups, with all below them, and teams; none of either means everything. One's own is always visible.
/// </summary>
public static class Visibility
{
    public static IQueryable<Host> VisibleHosts(this IQueryable<Host> hosts, Actor actor, MonitorDb db)
    {
        if (SeesAll(actor, Permissions.HostsRead))
        {
            return hosts;
        }

        var me = actor.UserId;
        if (!Reads(actor, Permissions.HostsRead))
        {
            return hosts.Where(h => h.OwnerUserId == me);
        }

        var groups = GroupsBelow(db, actor.GroupIds);
        return hosts.Where(h => h.OwnerUserId == me || groups.Contains(h.GroupId) || (h.TeamId != null && actor.TeamIds.Contains(h.TeamId.Value)));
    }

    public static IQueryable<Problem> VisibleProblems(this IQueryable<Problem> problems, Actor actor, MonitorDb db)
    {
        if (SeesAll(actor, Permissions.ProblemsRead))
        {
            return problems;
        }

        var hosts = db.Hosts.VisibleHosts(actor, db).Select(h => h.Id);
        return problems.Where(p => hosts.Contains(p.HostId));
    }

    /// <summary>An EndUser sees the tickets that he requested and no others.</summary>
    public static IQueryable<Ticket> VisibleTickets(this IQueryable<Ticket> tickets, Actor actor, MonitorDb db)
    {
        if (SeesAll(actor, Permissions.TicketsRead))
        {
            return tickets;
        }

        var me = actor.UserId;
        if (!Reads(actor, Permissions.TicketsRead))
        {
            return tickets.Where(t => t.RequesterUserId == me);
        }

        var hosts = db.Hosts.VisibleHosts(actor, db).Select(h => h.Id);
        return tickets.Where(t => t.RequesterUserId == me || t.AssigneeUserId == me
            || (t.TeamId != null && actor.TeamIds.Contains(t.TeamId.Value)) || (t.HostId != null && hosts.Contains(t.HostId.Value)));
    }

    /// <summary>The groups and all below them. Part of the query that uses it: one round trip, never stale.</summary>
    public static IQueryable<int> GroupsBelow(MonitorDb db, IReadOnlyList<int> groupIds)
    {
        var roots = groupIds.ToArray();
        return db.Database.SqlQuery<int>($"""
            WITH RECURSIVE below AS (
                SELECT id FROM host_groups WHERE id = ANY({roots})
                UNION SELECT g.id FROM host_groups g JOIN below b ON g.parent_id = b.id)
            SELECT id AS "Value" FROM below
            """);
    }

    /// <summary>The groups in which a person may put a host: those whose hosts he sees.</summary>
    public static IQueryable<HostGroup> VisibleGroups(this IQueryable<HostGroup> groups, Actor actor, MonitorDb db)
    {
        if (SeesAll(actor, Permissions.HostsRead))
        {
            return groups;
        }

        var below = GroupsBelow(db, actor.GroupIds);
        return groups.Where(g => below.Contains(g.Id));
    }

    /// <summary>The hosts of a group and all below it, whoever may see them: part of a query that is within somebody's scope already.</summary>
    public static IQueryable<int> HostsBelow(MonitorDb db, int groupId)
    {
        var groups = GroupsBelow(db, [groupId]);
        return db.Hosts.Where(h => groups.Contains(h.GroupId)).Select(h => h.Id);
    }

    /// <summary>The hosts that are there for a person: one, those of a group and all below it, or all of them.</summary>
    public static IQueryable<Host> HostsOf(MonitorDb db, Actor actor, int? hostId, int? groupId)
    {
        var hosts = db.Hosts.VisibleHosts(actor, db).Where(h => h.RetiredAt == null);
        hosts = hostId is { } id ? hosts.Where(h => h.Id == id) : hosts;
        if (groupId is not { } group)
        {
            return hosts;
        }

        var groups = GroupsBelow(db, [group]);
        return hosts.Where(h => groups.Contains(h.GroupId));
    }

    /// <summary>True for somebody from whom no host is hidden, so that nobody needs to ask for each.</summary>
    public static bool SeesEveryHost(Actor actor) => SeesAll(actor, Permissions.HostsRead);

    /// <summary>True for somebody from whom no ticket is hidden, so that nobody needs to ask for each.</summary>
    public static bool SeesEveryTicket(Actor actor) => SeesAll(actor, Permissions.TicketsRead);

    /// <summary>True for those of the desk; who only requests sees neither tags nor promises of the own tickets.</summary>
    public static bool ReadsTickets(Actor actor) => actor.IsSystem || Reads(actor, Permissions.TicketsRead);

    private static bool SeesAll(Actor actor, string permission) =>
        actor.IsSystem || (Reads(actor, permission) && actor.GroupIds.Count == 0 && actor.TeamIds.Count == 0);

    /// <summary>By role alone: a token that may only write still finds what its owner sees.</summary>
    private static bool Reads(Actor actor, string permission) => Roles.PermissionsOf(actor.Role).Contains(permission);
}
