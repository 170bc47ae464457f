using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Tickets;
using Monitor.Web.Access;
using Monitor.Web.Live;
using Monitor.Web.Tickets.Service;
using Npgsql;

namespace Monitor.Web.Tickets;

/// <summary>How a command goes its way.</summary>
[Flags]
internal enum TicketWay
{
    /// <summary>On a ticket that is not closed, saved at once.</summary>
    Usual = 0,

    /// <summary>Also on a closed ticket, which otherwise is reopened first or left as it is.</summary>
    AlsoClosed = 1,

    /// <summary>One such command is at work at a time.</summary>
    Wide = 2,
}

/// <summary>
/// The one way in which a person's command changes a ticket that exists: found within what the person may see, once for each key, refused when somebody else
/// changed it meanwhile, and written together with its entry, audit row and announcement. What may be done, the act itself decides. A closed ticket is
/// reopened or stays as it is; one that was merged stays as it is.
/// </summary>
public sealed class TicketWork(IDbContextFactory<MonitorDb> contexts, TicketJournal journal, TicketConsequences consequences, LiveFeed live)
{
    private const int Attempts = 4;

    internal Task<TicketOutcome> ChangeAsync(
        Actor actor, TicketCommand command, Func<MonitorDb, Ticket, TicketAct> act, CancellationToken cancellationToken) =>
        ChangeAsync(actor, command, TicketWay.Usual, (db, ticket) => Task.FromResult(act(db, ticket)), cancellationToken);

    internal Task<TicketOutcome> ChangeAsync(
        Actor actor, TicketCommand command, Func<MonitorDb, Ticket, Task<TicketAct>> act, CancellationToken cancellationToken) =>
        ChangeAsync(actor, command, TicketWay.Usual, act, cancellationToken);

    internal async Task<TicketOutcome> ChangeAsync(
        Actor actor, TicketCommand command, TicketWay way, Func<MonitorDb, Ticket, Task<TicketAct>> act, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            await using var db = await contexts.CreateDbContextAsync(cancellationToken);
            await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
            db.Database.AutoSavepointsEnabled = false; // what fails is given up whole
            if (way.HasFlag(TicketWay.Wide))
            {
                await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtext('monitor.tickets.wide'))", cancellationToken);
            }

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
                return await TicketSince.ConflictAsync(db, actor, ticket, command.Seen, cancellationToken);
            }

            if (await RefusalAsync(db, ticket, way, cancellationToken) is { } refusal)
            {
                return refusal;
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
            try
            {
                var news = await consequences.ApplyAsync(db, ticket, new TicketChange(actor, state, done.Entry), cancellationToken);
                journal.Announce(db, ticket, actor, TicketDesk.Changed, done.Entry, done.Before, done.After, done.Named, done.What ?? news);
                await db.SaveChangesAsync(cancellationToken);
                await transaction.CommitAsync(cancellationToken);
                live.Publish(LiveFeed.Tickets);
                return done.Outcome;
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
            catch (DbUpdateException exception) when (IsRaced(exception))
            {
                // Two at once added the same watcher, tag or clock, or what this one leans on was deleted; the next round finds it.
                if (attempt == Attempts)
                {
                    return TicketOutcome.Conflict;
                }
            }
        }
    }

    private static async Task<TicketOutcome?> RefusalAsync(MonitorDb db, Ticket ticket, TicketWay way, CancellationToken cancellationToken)
    {
        if (ticket.MergedIntoId is { } id)
        {
            var target = await db.Tickets.Where(t => t.Id == id).Select(t => t.Number).SingleOrDefaultAsync(cancellationToken);
            return TicketOutcome.Invalid($"This ticket was merged into #{target}, where it goes on. Nothing is changed here any more.");
        }

        return ticket.State == TicketState.Closed && !way.HasFlag(TicketWay.AlsoClosed)
            ? TicketOutcome.Invalid("This ticket is closed. Reopen it first, or open a new one that follows it.")
            : null;
    }

    internal async Task<int?> DoneBeforeAsync(Guid key, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.TicketEntries.Where(e => e.CommandKey == key)
            .Join(db.Tickets, e => e.TicketId, t => t.Id, (_, t) => (int?)t.Number).SingleOrDefaultAsync(cancellationToken);
    }

    /// <summary>Somebody else added the same, or deleted what it leans on, between the reading and the writing.</summary>
    internal static bool IsRaced(DbUpdateException exception) =>
        exception.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.ForeignKeyViolation } && !IsRepeated(exception);

    internal static bool IsRepeated(DbUpdateException exception) =>
        exception.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: "ix_ticket_entries_once" };
}
