using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Domain.Tickets;
using Monitor.Web.Access;
using Monitor.Web.Tickets.Views;

namespace Monitor.Web.Tickets.Portal;

/// <summary>Reads a person's own tickets: those that the person requested, whatever else the role lets see.</summary>
public sealed class PortalQueries(IDbContextFactory<MonitorDb> contexts, TimeProvider time)
{
    public const int PageSize = 15;

    private static readonly TicketState[] Done = [TicketState.Resolved, TicketState.Closed];

    /// <param name="page">From 1.</param>
    public async Task<PortalTickets> ListAsync(Actor actor, PortalShow show, string? text, int page, CancellationToken cancellationToken)
    {
        actor.Demand(Permissions.PortalUse);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var tickets = Own(db, actor);
        tickets = show switch
        {
            PortalShow.Open => tickets.Where(t => !Done.Contains(t.State)),
            PortalShow.Solved => tickets.Where(t => Done.Contains(t.State)),
            _ => tickets,
        };
        var skip = (Math.Clamp(page, 1, 100_000) - 1) * PageSize;
        if (TicketSearch.Words(text ?? "") is { } words)
        {
            var hits = await TicketSearch.FindAsync(db, actor, tickets, words, cancellationToken);
            var ids = hits.Skip(skip).Take(PageSize).Select(h => h.Number).ToArray();
            var rows = (await ReadAsync(db, tickets.Where(t => ids.Contains(t.Number)), cancellationToken)).ToDictionary(r => r.Number);
            return new PortalTickets([.. ids.Where(rows.ContainsKey).Select(n => rows[n])], hits.Count);
        }

        var some = tickets.OrderByDescending(t => t.UpdatedAt).ThenByDescending(t => t.Number).Skip(skip).Take(PageSize);
        return new PortalTickets(await ReadAsync(db, some, cancellationToken), await tickets.CountAsync(cancellationToken));
    }

    /// <summary>What the page of a ticket says to its requester; null when it is not this person's own.</summary>
    public async Task<PortalTicket?> FindAsync(Actor actor, int number, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return (await ReadAsync(db, Own(db, actor).Where(t => t.Number == number), cancellationToken)).SingleOrDefault();
    }

    private static IQueryable<Ticket> Own(MonitorDb db, Actor actor)
    {
        var me = actor.UserId;
        return db.Tickets.AsNoTracking().VisibleTickets(actor, db).Where(t => me != null && t.RequesterUserId == me);
    }

    private async Task<IReadOnlyList<PortalTicket>> ReadAsync(MonitorDb db, IQueryable<Ticket> tickets, CancellationToken cancellationToken)
    {
        var unrated = db.Tickets.Unrated(db.TicketRatings, time.GetUtcNow()).Select(t => t.Id);
        return await tickets.Select(t => new PortalTicket(t.Number, t.Title, t.State, t.PendingReason, t.UpdatedAt, unrated.Contains(t.Id), t.FirstRespondedAt != null)).ToListAsync(cancellationToken);
    }
}
