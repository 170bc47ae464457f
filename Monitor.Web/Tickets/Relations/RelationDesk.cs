using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Domain.Tickets;
using Monitor.Web.Access;

namespace Monitor.Web.Tickets.Relations;

/// <summary>What a ticket has to do with others: its parent, and links. Both tickets must be the person's to see.</summary>
public sealed class RelationDesk(TicketJournal journal, TicketWork work)
{
    internal const int MostLinks = 100;

    /// <param name="parentNumber">Null: it has none any more.</param>
    public Task<TicketOutcome> SetParentAsync(Actor actor, TicketCommand command, int? parentNumber, CancellationToken cancellationToken) =>
        work.ChangeAsync(actor, command, TicketWay.Wide, async (db, ticket) =>
        {
            if (!actor.May(Permissions.TicketsWork))
            {
                return new TicketAct(TicketOutcome.Refused("set the parents of tickets"));
            }

            var parent = parentNumber is null ? null : await FindAsync(db, actor, parentNumber.Value, cancellationToken);
            if (parentNumber is not null && await ErrorAsync(db, ticket, parent, parentNumber.Value, cancellationToken) is { } error)
            {
                return new TicketAct(TicketOutcome.Invalid(error));
            }

            if (ticket.ParentId == parent?.Id)
            {
                return new TicketAct(TicketOutcome.Done(ticket.Number));
            }

            var before = ticket.ParentId;
            ticket.ParentId = parent?.Id;
            return Act(actor, ticket, parent is null ? "No longer the child of another ticket." : $"Child of #{parent.Number}.", command.Key,
                new { ParentId = before }, new { ticket.ParentId });
        }, cancellationToken);

    public Task<TicketOutcome> LinkAsync(Actor actor, TicketCommand command, int otherNumber, TicketLinkKind kind, CancellationToken cancellationToken) =>
        OnLinkAsync(actor, command, otherNumber, kind, async (db, ticket, other, links) =>
        {
            if (ticket.Id == other.Id || kind is not (TicketLinkKind.Related or TicketLinkKind.Duplicate))
            {
                return new TicketAct(TicketOutcome.Invalid("A ticket is linked with another one, as related or as a duplicate of it."));
            }

            if (links.Count > 0)
            {
                return new TicketAct(TicketOutcome.Done(ticket.Number));
            }

            if (await db.TicketLinks.CountAsync(l => l.TicketId == ticket.Id || l.OtherId == ticket.Id, cancellationToken) >= MostLinks)
            {
                return new TicketAct(TicketOutcome.Invalid($"A ticket has at most {MostLinks} links."));
            }

            db.TicketLinks.Add(new TicketLink { TicketId = ticket.Id, OtherId = other.Id, Kind = kind });
            return Act(actor, ticket, $"{Words(kind)} #{other.Number}.", command.Key, null, new { Link = other.Number, Kind = kind.ToString() });
        }, cancellationToken);

    /// <summary>Takes a link away, in whichever direction it was made.</summary>
    public Task<TicketOutcome> UnlinkAsync(Actor actor, TicketCommand command, int otherNumber, TicketLinkKind kind, CancellationToken cancellationToken) =>
        OnLinkAsync(actor, command, otherNumber, kind, (db, ticket, other, links) =>
        {
            db.TicketLinks.RemoveRange(links);
            return Task.FromResult(links.Count == 0
                ? new TicketAct(TicketOutcome.Done(ticket.Number))
                : Act(actor, ticket, $"No longer linked with #{other.Number}.", command.Key, new { Link = other.Number, Kind = kind.ToString() }, null));
        }, cancellationToken);

    private Task<TicketOutcome> OnLinkAsync(
        Actor actor, TicketCommand command, int otherNumber, TicketLinkKind kind, Func<MonitorDb, Ticket, Ticket, List<TicketLink>, Task<TicketAct>> act,
        CancellationToken cancellationToken) =>
        work.ChangeAsync(actor, command with { Version = null }, TicketWay.Wide, async (db, ticket) =>
        {
            if (!actor.May(Permissions.TicketsWork))
            {
                return new TicketAct(TicketOutcome.Refused("link tickets"));
            }

            if (await FindAsync(db, actor, otherNumber, cancellationToken) is not { } other)
            {
                return new TicketAct(TicketOutcome.Invalid($"There is no ticket #{otherNumber}, or it is not yours to see."));
            }

            var links = await db.TicketLinks.Where(l => l.Kind == kind
                && ((l.TicketId == ticket.Id && l.OtherId == other.Id) || (l.TicketId == other.Id && l.OtherId == ticket.Id))).ToListAsync(cancellationToken);
            return await act(db, ticket, other, links);
        }, cancellationToken);

    private static async Task<string?> ErrorAsync(MonitorDb db, Ticket ticket, Ticket? parent, int number, CancellationToken cancellationToken)
    {
        if (parent is null)
        {
            return $"There is no ticket #{number}, or it is not yours to see.";
        }

        return TicketMoves.IsDone(parent.State)
            ? $"#{number} is done. Reopen it first, or choose another parent."
            : TicketFamily.Refuse(
                ticket.Id, await FamilyLevels.AboveAsync(db, parent, cancellationToken), await FamilyLevels.BelowAsync(db, ticket, null, cancellationToken));
    }

    private static Task<Ticket?> FindAsync(MonitorDb db, Actor actor, int number, CancellationToken cancellationToken) =>
        db.Tickets.AsNoTracking().VisibleTickets(actor, db).SingleOrDefaultAsync(t => t.Number == number && t.MergedIntoId == null, cancellationToken);

    private TicketAct Act(Actor actor, Ticket ticket, string text, Guid key, object? before, object? after) =>
        new(TicketOutcome.Done(ticket.Number), journal.Entry(ticket, actor, TicketEntryKind.Change, text, key, isInternal: true), before, after);

    private static string Words(TicketLinkKind kind) => kind == TicketLinkKind.Duplicate ? "Says the same as" : "Has to do with";
}
