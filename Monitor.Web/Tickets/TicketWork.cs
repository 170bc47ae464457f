using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Tickets;
using Monitor.Web.Access;
using Monitor.Web.Live;
using Npgsql;

namespace Monitor.Web.Tickets;

/// <summary>
/// The one way in which a person's command changes a ticket that exists: found within what the person may see, once for each key, refused when somebody else
/// changed it meanwhile, and written together with its entry, audit row and announcement. What may be done, the act itself decides.
/// </summary>
public sealed class TicketWork(IDbContextFactory<MonitorDb> contexts, TicketJournal journal, TicketConsequences consequences, LiveFeed live)
{
    private const int Attempts = 4;

    internal Task<TicketOutcome> ChangeAsync(
        Actor actor, TicketCommand command, Func<MonitorDb, Ticket, TicketAct> act, CancellationToken cancellationToken) =>
        ChangeAsync(actor, command, (db, ticket) => Task.FromResult(act(db, ticket)), cancellationToken);

    internal async Task<TicketOutcome> ChangeAsync(
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

            var state = ticket.State;
            var done = await act(db, ticket);
            if (!done.Outcome.IsDone || done.Entry is null)
            {
                return done.Outcome;
            }

            ticket.Touched = true;
            ticket.UpdatedAt = journal.Now;
            db.TicketEntries.Add(done.Entry);
            await consequences.ApplyAsync(db, ticket, new TicketChange(actor, state, done.Entry), cancellationToken);
            journal.Announce(db, ticket, actor, TicketDesk.Changed, done.Entry, done.Before, done.After, done.Named);
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

    internal async Task<int?> DoneBeforeAsync(Guid key, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.TicketEntries.Where(e => e.CommandKey == key)
            .Join(db.Tickets, e => e.TicketId, t => t.Id, (_, t) => (int?)t.Number).SingleOrDefaultAsync(cancellationToken);
    }

    internal static bool IsRepeated(DbUpdateException exception) =>
        exception.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: "ix_ticket_entries_once" };
}
