using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Domain.Metrics;
using Monitor.Domain.Tickets;
using Monitor.Web.Access;
using Monitor.Web.Tickets.Conversation;

namespace Monitor.Web.Tickets.Relations;

/// <summary>
/// Two tickets that are one. The merged one is closed, points at the one where it goes on, and is not changed any more. Its conversation goes along when
/// both have the same requester; else it stays where its requester reads it, and is referred to.
/// </summary>
public sealed class MergeDesk(TicketJournal journal, TicketWork work, TicketConsequences consequences, IOptions<AttachmentOptions> files)
{
    /// <param name="command">Names the ticket that is merged.</param>
    /// <param name="targetNumber">The ticket where it goes on.</param>
    public Task<TicketOutcome> MergeAsync(Actor actor, TicketCommand command, int targetNumber, CancellationToken cancellationToken) =>
        work.ChangeAsync(actor, command, TicketWay.Wide, async (db, ticket) =>
        {
            if (!actor.May(Permissions.TicketsWork))
            {
                return new TicketAct(TicketOutcome.Refused("merge tickets"));
            }

            // The ledger writes on tickets of its problems under this lock: none of them may be on its way to the ticket that ends here.
            await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtext('monitor.ledger'))", cancellationToken);
            var target = await db.Tickets.VisibleTickets(actor, db).SingleOrDefaultAsync(t => t.Number == targetNumber, cancellationToken);
            if (Error(ticket, target, targetNumber) is { } error)
            {
                return new TicketAct(TicketOutcome.Invalid(error));
            }

            var isShared = ticket.RequesterUserId == target!.RequesterUserId;
            var before = new { State = ticket.State.ToString(), ticket.MergedIntoId };
            var (moved, limit) = await MergeMoves.RunAsync(db, ticket, target, isShared, files.Value, cancellationToken);
            if (limit is not null)
            {
                return new TicketAct(TicketOutcome.Invalid(limit));
            }

            await TellAsync(db, actor, ticket, target, isShared, moved, cancellationToken);
            ticket.MoveTo(TicketState.Closed, journal.Now);
            (ticket.MergedIntoId, ticket.ParentId) = (target.Id, null);
            var entry = journal.Entry(
                ticket, actor, TicketEntryKind.Change, $"State: {before.State} → Closed. Merged into #{target.Number}, where it goes on.", command.Key);
            return new TicketAct(
                TicketOutcome.Done(ticket.Number), entry, before, new { State = nameof(TicketState.Closed), ticket.MergedIntoId, MergedInto = target.Number });
        }, cancellationToken);

    private static string? Error(Ticket ticket, Ticket? target, int number) =>
        target is null ? $"There is no ticket #{number}, or it is not yours to see."
        : target.Id == ticket.Id ? "A ticket cannot be merged into itself."
        : target.MergedIntoId is not null ? $"#{number} was itself merged into another ticket. Choose that one."
        : target.State == TicketState.Closed ? $"#{number} is closed. Reopen it first."
        : null;

    /// <summary>The other ticket says what came to it: a change of that ticket too, with everything that follows from one.</summary>
    private async Task TellAsync(
        MonitorDb db, Actor actor, Ticket ticket, Ticket target, bool isShared, int moved, CancellationToken cancellationToken)
    {
        (target.Touched, target.UpdatedAt) = (true, journal.Now);
        var came = isShared ? $"{moved} {(moved == 1 ? "comment" : "comments")} came along."
            : ticket.RequesterUserId is null ? "It has no requester: its conversation stays there."
            : "It has another requester, who goes on reading it there.";
        var text = $"Merged #{ticket.Number} into this ticket: {ticket.Title}. {came}{(ticket.Description.Length == 0 ? "" : $"\n\n{ticket.Description}")}";
        var entry = journal.Entry(
            target, actor, TicketEntryKind.Change, WholeText.Cut(text, TicketEntry.TextLength), null, isInternal: !isShared);
        db.TicketEntries.Add(entry);
        await consequences.ApplyAsync(db, target, new TicketChange(actor, target.State, entry), cancellationToken);
        journal.Announce(db, target, actor, TicketDesk.Changed, entry, null, new { Merged = ticket.Number, Comments = moved });
    }
}
