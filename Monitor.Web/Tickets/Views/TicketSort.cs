using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Data.Maps;
using Monitor.Domain.Tickets;
using Monitor.Web.Access;

namespace Monitor.Web.Tickets.Views;

/// <summary>The columns by which tickets are sorted: there are no others.</summary>
public enum TicketSort
{
    /// <summary>By number, or by how well they match where words are searched.</summary>
    Usual,
    Number,
    Title,
    State,
    Priority,
    Category,
    Host,
    Team,
    Assignee,
    Requester,
    Created,
    Changed,
    Due,
}

internal static class TicketSorting
{
    /// <summary>In this order, what has no value last in both directions, and the newest first among equals.</summary>
    public static IQueryable<Ticket> By(MonitorDb db, Actor actor, IQueryable<Ticket> tickets, TicketSort sort, bool descending)
    {
        var ordered = sort switch
        {
            TicketSort.Title => First(tickets, t => t.Title.ToLower(), descending),
            TicketSort.State => First(tickets, t =>
                t.State == TicketState.New ? 0 : t.State == TicketState.Open ? 1 : t.State == TicketState.Pending ? 2 : t.State == TicketState.Resolved ? 3 : 4, descending),
            TicketSort.Priority => First(tickets, t => EF.Property<short>(t, PriorityRank.Name), descending),
            TicketSort.Category => Then(tickets.OrderBy(t => t.CategoryId == null),
                t => db.TicketCategories.Where(c => c.Id == t.CategoryId).Select(c => c.Name.ToLower()).First(), descending),
            TicketSort.Host => Then(tickets.OrderBy(t => t.HostId == null), t => db.Hosts.Where(h => h.Id == t.HostId).Select(h => h.Name.ToLower()).First(), descending),
            TicketSort.Team => Then(tickets.OrderBy(t => t.TeamId == null), t => db.Teams.Where(x => x.Id == t.TeamId).Select(x => x.Name.ToLower()).First(), descending),
            TicketSort.Assignee => Then(tickets.OrderBy(t => t.AssigneeUserId == null),
                t => db.Users.Where(u => u.Id == t.AssigneeUserId).Select(u => (u.DisplayName == "" ? u.UserName! : u.DisplayName).ToLower()).First(), descending),
            TicketSort.Requester => Then(tickets.OrderBy(t => t.RequesterUserId == null),
                t => db.Users.Where(u => u.Id == t.RequesterUserId).Select(u => (u.DisplayName == "" ? u.UserName! : u.DisplayName).ToLower()).First(), descending),
            TicketSort.Created => First(tickets, t => t.CreatedAt, descending),
            TicketSort.Changed => First(tickets, t => t.UpdatedAt, descending),
            TicketSort.Due when Visibility.ReadsTickets(actor) => Due(db, tickets, descending),
            _ => null,
        };
        return ordered is not null ? ordered.ThenByDescending(t => t.Number)
            : sort == TicketSort.Number && !descending ? tickets.OrderBy(t => t.Number)
            : tickets.OrderByDescending(t => t.Number);
    }

    private static IOrderedQueryable<Ticket> Due(MonitorDb db, IQueryable<Ticket> tickets, bool descending)
    {
        var due = TicketDues.Of(db);
        return Then(tickets.OrderBy(t => due.Where(d => d.TicketId == t.Id).Min(d => d.At) == null), t => due.Where(d => d.TicketId == t.Id).Min(d => d.At), descending);
    }

    private static IOrderedQueryable<Ticket> First<T>(IQueryable<Ticket> tickets, Expression<Func<Ticket, T>> key, bool descending) =>
        descending ? tickets.OrderByDescending(key) : tickets.OrderBy(key);

    private static IOrderedQueryable<Ticket> Then<T>(IOrderedQueryable<Ticket> tickets, Expression<Func<Ticket, T>> key, bool descending) =>
        descending ? tickets.ThenByDescending(key) : tickets.ThenBy(key);
}
