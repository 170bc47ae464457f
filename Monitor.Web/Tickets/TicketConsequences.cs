using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Notifications;
using Monitor.Domain.Tickets;
using Monitor.Web.Access;
using Monitor.Web.Tickets.Automation;
using Monitor.Web.Tickets.Service;

namespace Monitor.Web.Tickets;

/// <summary>What follows from a change of a ticket by itself, in the context and transaction of the change, whoever made it.</summary>
public sealed class TicketConsequences(TicketJournal journal)
{
    /// <returns>What kind of news the change itself is, where the ticket was changed further by itself; null: nothing hides it.</returns>
    internal async Task<TicketNewsKind?> ApplyAsync(MonitorDb db, Ticket ticket, TicketChange change, CancellationToken cancellationToken)
    {
        var wasAnswered = ticket.FirstRespondedAt is not null;
        Count(ticket, change);
        if (IsAnswer(ticket, change))
        {
            await FollowAsync(db, ticket, TicketState.Open, "The requester answered.", change, cancellationToken);
        }

        // What was merged is not done: it goes on in the other ticket, which has its children from now on.
        if (TicketMoves.IsDone(ticket.State) && !TicketMoves.IsDone(change.Before) && !change.IsNew && ticket.MergedIntoId is null)
        {
            await ResolveChildrenAsync(db, ticket, change, cancellationToken);
        }

        if (!change.IsNew && db.Entry(ticket).Property(t => t.RequesterUserId).IsModified)
        {
            await EndRatingLinksAsync(db, ticket.Id, cancellationToken);
        }

        await SlaKeeper.KeepAsync(db, ticket, change, wasAnswered, cancellationToken);
        var news = TicketJournal.KindOf(db, ticket, change.Entry);
        var goesOn = await TicketTriggers.RunAsync(db, journal, this, ticket, change, cancellationToken)
            | await TeamTurn.ApplyAsync(db, journal, this, ticket, change, cancellationToken);
        return goesOn ? news : null;
    }

    /// <summary>A rating counts as the requester's: the links of the one before end where somebody else becomes it. What was said already stays.</summary>
    private static async Task EndRatingLinksAsync(MonitorDb db, int ticketId, CancellationToken cancellationToken) =>
        db.TicketRatings.RemoveRange(await db.TicketRatings.Where(r => r.TicketId == ticketId && r.RatedAt == null).ToListAsync(cancellationToken));

    private static bool IsAnswer(Ticket ticket, TicketChange change) =>
        ticket is { State: TicketState.Pending, PendingReason: PendingReason.Customer } && IsPublicWord(change) && change.Actor.UserId == ticket.RequesterUserId;

    /// <summary>Children of children follow in the same way: each is a change of its own. What was done before, or merged, stays.</summary>
    private async Task ResolveChildrenAsync(MonitorDb db, Ticket parent, TicketChange because, CancellationToken cancellationToken)
    {
        var children = await db.Tickets.Where(t => t.ParentId == parent.Id).OrderBy(t => t.Id).ToListAsync(cancellationToken);
        foreach (var child in children.Where(c => !TicketMoves.IsDone(c.State)))
        {
            await FollowAsync(db, child, TicketState.Resolved, $"Its parent #{parent.Number} was {(parent.State == TicketState.Closed ? "closed" : "resolved")}.", because, cancellationToken);
        }
    }

    /// <summary>A move that the product makes because of another change.</summary>
    private async Task FollowAsync(MonitorDb db, Ticket ticket, TicketState state, string why, TicketChange because, CancellationToken cancellationToken)
    {
        var before = ticket.State;
        ticket.MoveTo(state, journal.Now);
        var entry = journal.Entry(ticket, Actor.System, TicketEntryKind.Change, $"State: {before} → {state}. {why}", null);
        db.TicketEntries.Add(entry);
        var news = await ApplyAsync(db, ticket, new TicketChange(Actor.System, before, entry, IsAutomatic: because.IsAutomatic), cancellationToken);
        journal.Announce(db, ticket, Actor.System, TicketDesk.Changed, entry, new { State = before.ToString() }, new { State = state.ToString(), Reason = why }, what: news);
    }

    /// <summary>When who spoke last, and how often it came back.</summary>
    private static void Count(Ticket ticket, TicketChange change)
    {
        var at = change.Entry.At;
        if (IsPublicWord(change) && change.Actor.UserId == ticket.RequesterUserId)
        {
            ticket.LastRequestedAt = at;
        }
        else if (IsPublicWord(change) && change.Entry.Kind == TicketEntryKind.Comment)
        {
            ticket.FirstRespondedAt ??= at;
            ticket.LastRespondedAt = at;
        }

        if (TicketMoves.IsDone(change.Before) && !TicketMoves.IsDone(ticket.State))
        {
            ticket.ReopenedCount++;
        }
    }

    private static bool IsPublicWord(TicketChange change) =>
        change.Entry is { IsInternal: false, Kind: TicketEntryKind.Opened or TicketEntryKind.Comment } && change.Actor.UserId is not null;
}
