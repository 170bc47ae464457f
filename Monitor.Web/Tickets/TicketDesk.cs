using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Domain.Problems;
using Monitor.Domain.Tickets;
using Monitor.Web.Access;
using Monitor.Web.Live;
using Monitor.Web.Tickets.Conversation;

namespace Monitor.Web.Tickets;

/// <summary>
/// The only writer of tickets: people's commands. Permission and scope are decided here, so that screen, API and job share one gate; each command
/// carries a key and has one effect however often it comes.
/// </summary>
public sealed class TicketDesk(IDbContextFactory<MonitorDb> contexts, TicketJournal journal, TicketWork work, TicketConsequences consequences, LiveFeed live)
{
    public const string Opened = "ticket.opened";
    public const string Changed = "ticket.changed";
    private const int Attempts = 4;

    public Task<TicketOutcome> OpenAsync(Actor actor, NewTicket wish, CancellationToken cancellationToken) =>
        OpenAsync(actor, wish, static (_, _, _) => null, cancellationToken);

    /// <param name="along">Adds what comes with the ticket, by its first entry, in the transaction of the opening, and says for the audit what it is.</param>
    internal async Task<TicketOutcome> OpenAsync(Actor actor, NewTicket wish, Func<MonitorDb, Ticket, TicketEntry, object?> along, CancellationToken cancellationToken)
    {
        if (!actor.May(Permissions.PortalUse))
        {
            return TicketOutcome.Refused("open tickets");
        }

        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await OpenOnceAsync(actor, wish, along, cancellationToken);
            }
            catch (DbUpdateException exception) when (TicketWork.IsRepeated(exception))
            {
                return await work.DoneBeforeAsync(wish.Key, cancellationToken) is { } number ? TicketOutcome.Done(number) : TicketOutcome.Conflict;
            }
            catch (DbUpdateException exception) when (attempt < Attempts && TicketWork.IsRaced(exception))
            {
                // The level that was chosen, or what a trigger names, was deleted at this moment; the next round finds what is left.
            }
        }
    }

    private async Task<TicketOutcome> OpenOnceAsync(
        Actor actor, NewTicket wish, Func<MonitorDb, Ticket, TicketEntry, object?> along, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var now = journal.Now;
        var (opening, error) = await TicketOpening.PrepareAsync(db, actor, wish, now, cancellationToken);
        if (opening is null)
        {
            return TicketOutcome.Invalid(error!);
        }

        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        db.Database.AutoSavepointsEnabled = false; // what fails is given up whole
        var ticket = opening.Ticket;
        db.Tickets.Add(ticket);
        await db.SaveChangesAsync(cancellationToken);
        db.AddRange(opening.Parts());
        var entry = journal.Entry(ticket, actor, TicketEntryKind.Opened, $"Opened by {await TicketJournal.NameAsync(db, actor, cancellationToken)}.", wish.Key);
        entry.At = now;
        db.TicketEntries.Add(entry);
        var files = along(db, ticket, entry);
        await consequences.ApplyAsync(db, ticket, new TicketChange(actor, ticket.State, entry, IsNew: true), cancellationToken);
        journal.Announce(db, ticket, actor, Opened, entry, null, new
        {
            ticket.Title, ticket.HostId, Kind = ticket.Kind.ToString(), Priority = ticket.Priority.ToString(), ticket.CategoryId, ticket.TeamId, ticket.RequesterUserId,
            Files = files,
        });
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        live.Publish(LiveFeed.Tickets);
        return TicketOutcome.Done(ticket.Number);
    }

    public Task<TicketOutcome> CommentAsync(Actor actor, TicketCommand command, string text, bool isInternal, CancellationToken cancellationToken) =>
        work.ChangeAsync(actor, command with { Version = null }, (db, ticket) =>
            Replies.WriteAsync(db, journal, actor, ticket, new NewReply { Text = text, IsInternal = isInternal }, command.Key, cancellationToken), cancellationToken);

    /// <param name="reason">Asked for when the ticket is resolved or closed while its problem still fires; else may be empty.</param>
    public Task<TicketOutcome> MoveAsync(Actor actor, TicketCommand command, TicketState state, string reason, CancellationToken cancellationToken) =>
        work.ChangeAsync(actor, command, TicketWay.AlsoClosed, async (db, ticket) =>
        {
            var stillFires = await db.Problems.AnyAsync(p => p.TicketId == ticket.Id && p.EndedAt == null && p.Phase != ProblemPhase.Predicted, cancellationToken);
            return TicketActs.Move(journal, actor, ticket, state, reason, stillFires, command.Key);
        }, cancellationToken);

    /// <summary>Lets a ticket wait, or changes what a waiting one waits for.</summary>
    /// <param name="until">When it is open again by itself; needed when it waits for a date.</param>
    public Task<TicketOutcome> PendAsync(
        Actor actor, TicketCommand command, PendingReason reason, DateTimeOffset? until, string note, CancellationToken cancellationToken) =>
        work.ChangeAsync(actor, command, TicketWay.AlsoClosed,
            (_, ticket) => Task.FromResult(TicketPending.Pend(journal, actor, ticket, reason, until, note, command.Key)), cancellationToken);

    public Task<TicketOutcome> PrioritiseAsync(Actor actor, TicketCommand command, TicketPriority priority, CancellationToken cancellationToken) =>
        work.ChangeAsync(actor, command, (db, ticket) => TicketActs.Prioritise(journal, actor, ticket, priority, command.Key), cancellationToken);

    /// <param name="userId">Whose it becomes; null: nobody's.</param>
    public Task<TicketOutcome> AssignAsync(Actor actor, TicketCommand command, int? userId, CancellationToken cancellationToken) =>
        work.ChangeAsync(actor, command, async (db, ticket) =>
        {
            var assignee = userId is null ? null : await Assignees.Of(db, userId).SingleOrDefaultAsync(cancellationToken);
            return userId is not null && assignee is null
                ? new TicketAct(TicketOutcome.Invalid("This person does not work on tickets (any more). Choose another."))
                : TicketActs.Assign(journal, actor, ticket, assignee, command.Key);
        }, cancellationToken);

    /// <param name="until">When it ends by itself; null: with the ticket.</param>
    public Task<TicketOutcome> AcknowledgeAsync(
        Actor actor, TicketCommand command, string note, DateTimeOffset? until, CancellationToken cancellationToken) =>
        work.ChangeAsync(actor, command, (_, ticket) => TicketActs.Acknowledge(journal, actor, ticket, note, until, command.Key), cancellationToken);

    public Task<TicketOutcome> SnoozeAsync(Actor actor, TicketCommand command, string note, DateTimeOffset until, CancellationToken cancellationToken) =>
        work.ChangeAsync(actor, command, (_, ticket) => TicketActs.Snooze(journal, actor, ticket, note, until, command.Key), cancellationToken);

    /// <summary>Ends the acknowledgement, or the snooze.</summary>
    public Task<TicketOutcome> ReleaseAsync(Actor actor, TicketCommand command, bool isSnooze, CancellationToken cancellationToken) =>
        work.ChangeAsync(actor, command, (_, ticket) => TicketActs.Release(journal, actor, ticket, isSnooze, command.Key), cancellationToken);
}
