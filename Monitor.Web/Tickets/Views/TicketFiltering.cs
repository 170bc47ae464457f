using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Tickets;
using Monitor.Web.Access;

namespace Monitor.Web.Tickets.Views;

/// <summary>A filter as a query, always within what the person may see. Words are not part of it: <see cref="TicketSearch"/> finds them.</summary>
internal static class TicketFiltering
{
    public static readonly TimeSpan SoonWithin = TimeSpan.FromHours(4);

    private static readonly TicketState[] Done = [TicketState.Resolved, TicketState.Closed];

    public static IQueryable<Ticket> Apply(MonitorDb db, Actor actor, TicketFilter filter, DateTimeOffset now)
    {
        var tickets = db.Tickets.AsNoTracking().VisibleTickets(actor, db);
        if (!Visibility.ReadsTickets(actor) && (filter.Tag.Length > 0 || filter.Queue is TicketQueue.Late or TicketQueue.Soon))
        {
            // What one may not see is no way to find out.
            return tickets.Where(_ => false);
        }

        tickets = OfQueue(db, tickets, actor, filter.Queue, now);
        tickets = OfPeople(tickets, actor, filter);
        if (filter.States is { Count: > 0 } states)
        {
            var wanted = states.ToArray();
            tickets = tickets.Where(t => wanted.Contains(t.State));
        }

        if (filter.Priorities.Count > 0)
        {
            var wanted = filter.Priorities.ToArray();
            tickets = tickets.Where(t => wanted.Contains(t.Priority));
        }

        if (filter.Kinds.Count > 0)
        {
            var wanted = filter.Kinds.ToArray();
            tickets = tickets.Where(t => wanted.Contains(t.Kind));
        }

        if (filter.CategoryId is { } category)
        {
            var below = CategoriesBelow(db, category);
            tickets = tickets.Where(t => t.CategoryId != null && below.Contains(t.CategoryId.Value));
        }

        if (filter.TeamId is { } team)
        {
            tickets = tickets.Where(t => t.TeamId == team);
        }

        if (filter.Tag.Length > 0)
        {
            tickets = tickets.Where(t => db.TicketTags.Where(x => x.Tag == filter.Tag).Select(x => x.TicketId).Contains(t.Id));
        }

        if (filter.HostId is { } host)
        {
            tickets = tickets.Where(t => t.HostId == host || db.TicketHosts.Where(h => h.HostId == host).Select(h => h.TicketId).Contains(t.Id));
        }

        return Between(tickets, filter);
    }

    private static IQueryable<Ticket> OfQueue(MonitorDb db, IQueryable<Ticket> tickets, Actor actor, TicketQueue queue, DateTimeOffset now)
    {
        var soon = now + SoonWithin;
        return queue switch
        {
            TicketQueue.Mine => tickets.Where(t => t.AssigneeUserId == actor.UserId),
            TicketQueue.Team => tickets.Where(t => t.TeamId != null && db.TeamMembers.Where(m => m.UserId == actor.UserId).Select(m => m.TeamId).Contains(t.TeamId.Value)),
            TicketQueue.Unassigned => tickets.Where(t => t.AssigneeUserId == null),
            TicketQueue.Late => tickets.Where(t => !Done.Contains(t.State) && (t.DueAt < now
                || db.SlaTimers.Where(x => x.MetAt == null && (x.BreachedAt != null || x.DueAt < now)).Select(x => x.TicketId).Contains(t.Id))),
            TicketQueue.Soon => tickets.Where(t => !Done.Contains(t.State) && ((t.DueAt >= now && t.DueAt <= soon)
                || db.SlaTimers.Where(x => x.MetAt == null && x.BreachedAt == null && x.DueAt >= now && x.DueAt <= soon).Select(x => x.TicketId).Contains(t.Id))),
            TicketQueue.Hosts => tickets.Where(t => t.HostId != null),
            _ => tickets,
        };
    }

    private static IQueryable<Ticket> OfPeople(IQueryable<Ticket> tickets, Actor actor, TicketFilter filter)
    {
        int? assignee = filter.Assignee.Kind == TicketPersonKind.Me ? actor.UserId : filter.Assignee.Id;
        int? requester = filter.Requester.Kind == TicketPersonKind.Me ? actor.UserId : filter.Requester.Id;
        tickets = filter.Assignee.Kind switch
        {
            TicketPersonKind.Anybody => tickets,
            TicketPersonKind.Nobody => tickets.Where(t => t.AssigneeUserId == null),
            _ => tickets.Where(t => t.AssigneeUserId == assignee),
        };
        return filter.Requester.Kind switch
        {
            TicketPersonKind.Anybody => tickets,
            TicketPersonKind.Nobody => tickets.Where(t => t.RequesterUserId == null),
            _ => tickets.Where(t => t.RequesterUserId == requester),
        };
    }

    private static IQueryable<Ticket> Between(IQueryable<Ticket> tickets, TicketFilter filter)
    {
        if (filter.CreatedFrom is { } createdFrom)
        {
            tickets = tickets.Where(t => t.CreatedAt >= createdFrom);
        }

        if (filter.CreatedTo is { } createdTo)
        {
            tickets = tickets.Where(t => t.CreatedAt < createdTo);
        }

        if (filter.UpdatedFrom is { } updatedFrom)
        {
            tickets = tickets.Where(t => t.UpdatedAt >= updatedFrom);
        }

        return filter.UpdatedTo is { } updatedTo ? tickets.Where(t => t.UpdatedAt < updatedTo) : tickets;
    }

    /// <summary>The category and all below it, as part of the query that uses it.</summary>
    private static IQueryable<int> CategoriesBelow(MonitorDb db, int root) => db.Database.SqlQuery<int>($"""
        WITH RECURSIVE below AS (
            SELECT id FROM ticket_categories WHERE id = {root}
            UNION SELECT c.id FROM ticket_categories c JOIN below b ON c.parent_id = b.id)
        SELECT id AS "Value" FROM below
        """);
}
