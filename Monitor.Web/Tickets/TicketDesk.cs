using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Domain.Tickets;
using Monitor.Web.Access;
using Monitor.Web.Live;
using Npgsql;

namespace Monitor.Web.Tickets;

/// <summary>
/// The only writer of tickets: people's commands. Permission and scope are decided here, so that screen, API and job share one gate; each command
/// carries a key and has one effect however often it comes.
/// </summary>
public sealed class TicketDesk(IDbContextFactory<MonitorDb> contexts, TicketJournal journal, LiveFeed live)
{
    public const string Opened = "ticket.opened";
    public const string Changed = "ticket.changed";

    private const int Attempts = 4;

    public async Task<TicketOutcome> OpenAsync(Actor actor, NewTicket wish, CancellationToken cancellationToken)
    {
        if (!actor.May(Permissions.PortalUse))
        {
            return TicketOutcome.Refused("open tickets");
        }

        if (TicketText.Error(wish) is { } error)
        {
            return TicketOutcome.Invalid(error);
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var hostId = actor.May(Permissions.HostsRead) ? wish.HostId : null;
        if (hostId is not null && !await db.Hosts.VisibleHosts(actor, db).AnyAsync(h => h.Id == hostId, cancellationToken))
        {
            return TicketOutcome.Invalid("There is no such host. Choose one from the list.");
        }

        try
        {
            await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
            var now = journal.Now;
            var ticket = new Ticket
            {
                Title = TicketText.Line(wish.Title),
                Description = TicketText.Clean(wish.Description),
                Priority = actor.May(Permissions.TicketsWork) ? wish.Priority : TicketPriority.Medium,
                RequesterUserId = actor.UserId,
                HostId = hostId,
                CreatedAt = now,
                UpdatedAt = now,
            };
            db.Tickets.Add(ticket);
            await db.SaveChangesAsync(cancellationToken);
            db.TicketEntries.Add(journal.Entry(ticket, actor, TicketEntryKind.Opened, $"Opened by {actor.Name}.", wish.Key));
            journal.Announce(db, ticket, actor, Opened, null, new { ticket.Title, ticket.HostId, Priority = ticket.Priority.ToString() });
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            live.Publish(LiveFeed.Tickets);
            return TicketOutcome.Done(ticket.Number);
        }
        catch (DbUpdateException exception) when (IsRepeated(exception))
        {
            return await DoneBeforeAsync(wish.Key, cancellationToken) is { } number ? TicketOutcome.Done(number) : TicketOutcome.Conflict;
        }
    }

    public Task<TicketOutcome> CommentAsync(Actor actor, TicketCommand command, string text, bool isInternal, CancellationToken cancellationToken) =>
        ChangeAsync(actor, command with { Version = null }, (db, ticket) => TicketActs.Comment(journal, actor, ticket, text, isInternal, command.Key), cancellationToken);

    /// <param name="reason">Asked for when the ticket is resolved or closed while its problem still fires; else may be empty.</param>
    public Task<TicketOutcome> MoveAsync(Actor actor, TicketCommand command, TicketState state, string reason, CancellationToken cancellationToken) =>
        ChangeAsync(actor, command, async (db, ticket) =>
        {
            var stillFires = await db.Problems.AnyAsync(p => p.TicketId == ticket.Id && p.EndedAt == null, cancellationToken);
            return TicketActs.Move(journal, actor, ticket, state, reason, stillFires, command.Key);
        }, cancellationToken);

    public Task<TicketOutcome> PrioritiseAsync(Actor actor, TicketCommand command, TicketPriority priority, CancellationToken cancellationToken) =>
        ChangeAsync(actor, command, (db, ticket) => TicketActs.Prioritise(journal, actor, ticket, priority, command.Key), cancellationToken);

    /// <param name="userId">Whose it becomes; null: nobody's.</param>
    public Task<TicketOutcome> AssignAsync(Actor actor, TicketCommand command, int? userId, CancellationToken cancellationToken) =>
        ChangeAsync(actor, command, async (db, ticket) =>
        {
            var assignee = userId is null ? null : await Assignees.Of(db, userId).SingleOrDefaultAsync(cancellationToken);
            return userId is not null && assignee is null
                ? new TicketAct(TicketOutcome.Invalid("This person does not work on tickets (any more). Choose another."))
                : TicketActs.Assign(journal, actor, ticket, assignee, command.Key);
        }, cancellationToken);

    /// <param name="until">When it ends by itself; null: with the ticket.</param>
    public Task<TicketOutcome> AcknowledgeAsync(
        Actor actor, TicketCommand command, string note, DateTimeOffset? until, CancellationToken cancellationToken) =>
        ChangeAsync(actor, command, (_, ticket) => TicketActs.Acknowledge(journal, actor, ticket, note, until, command.Key), cancellationToken);

    public Task<TicketOutcome> SnoozeAsync(Actor actor, TicketCommand command, string note, DateTimeOffset until, CancellationToken cancellationToken) =>
        ChangeAsync(actor, command, (_, ticket) => TicketActs.Snooze(journal, actor, ticket, note, until, command.Key), cancellationToken);

    /// <summary>Ends the acknowledgement, or the snooze.</summary>
    public Task<TicketOutcome> ReleaseAsync(Actor actor, TicketCommand command, bool isSnooze, CancellationToken cancellationToken) =>
        ChangeAsync(actor, command, (_, ticket) => TicketActs.Release(journal, actor, ticket, isSnooze, command.Key), cancellationToken);

    private Task<TicketOutcome> ChangeAsync(
        Actor actor, TicketCommand command, Func<MonitorDb, Ticket, TicketAct> act, CancellationToken cancellationToken) =>
        ChangeAsync(actor, command, (db, ticket) => Task.FromResult(act(db, ticket)), cancellationToken);

    private async Task<TicketOutcome> ChangeAsync(
        Actor actor, TicketCommand command, Func<MonitorDb, Ticket, Task<TicketAct>> act, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            await using var db = await contexts.CreateDbContextAsync(cancellationToken);
            var ticket = await db.Tickets.VisibleTickets(actor, db).SingleOrDefaultAsync(t => t.Number == command.Number, cancellationToken);
            if (ticket is null)
            {
                return TicketOutcome.NotFound;
            }

            if (await db.TicketEntries.AnyAsync(e => e.CommandKey == command.Key && e.TicketId == ticket.Id, cancellationToken))
            {
                return TicketOutcome.Done(ticket.Number);
            }

            if (command.Version is not null && command.Version != ticket.RowVersion)
            {
                return TicketOutcome.Conflict;
            }

            var done = await act(db, ticket);
            if (!done.Outcome.IsDone || done.Entry is null)
            {
                return done.Outcome;
            }

            ticket.Touched = true;
            ticket.UpdatedAt = journal.Now;
            db.TicketEntries.Add(done.Entry);
            journal.Announce(db, ticket, actor, Changed, done.Before, done.After);
            try
            {
                await db.SaveChangesAsync(cancellationToken);
                live.Publish(LiveFeed.Tickets);
                return TicketOutcome.Done(ticket.Number);
            }
            catch (DbUpdateConcurrencyException) when (attempt < Attempts)
            {
                // Somebody was faster. With a version the next round finds the conflict or the own key; without one it simply applies again.
            }
            catch (DbUpdateConcurrencyException)
            {
                return TicketOutcome.Conflict;
            }
            catch (DbUpdateException exception) when (IsRepeated(exception))
            {
                return await DoneBeforeAsync(command.Key, cancellationToken) == ticket.Number ? TicketOutcome.Done(ticket.Number) : TicketOutcome.Conflict;
            }
        }
    }

    private async Task<int?> DoneBeforeAsync(Guid key, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.TicketEntries.Where(e => e.CommandKey == key)
            .Join(db.Tickets, e => e.TicketId, t => t.Id, (_, t) => (int?)t.Number).SingleOrDefaultAsync(cancellationToken);
    }

    private static bool IsRepeated(DbUpdateException exception) =>
        exception.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: "ix_ticket_entries_once" };
}
