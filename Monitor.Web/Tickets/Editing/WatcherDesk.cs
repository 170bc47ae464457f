using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Domain.Tickets;
using Monitor.Web.Access;

namespace Monitor.Web.Tickets.Editing;

/// <summary>Who wants to know what becomes of a ticket. Everybody for themselves; those who work on tickets also for others who may see it.</summary>
public sealed class WatcherDesk(TicketJournal journal, TicketWork work)
{
    /// <param name="watches">False: not any more.</param>
    public Task<TicketOutcome> WatchAsync(Actor actor, TicketCommand command, int userId, bool watches, CancellationToken cancellationToken) =>
        work.ChangeAsync(actor, command with { Version = null }, async (db, ticket) =>
        {
            if (!actor.May(Permissions.TicketsWork) && !(actor.May(Permissions.PortalUse) && userId == actor.UserId))
            {
                return new TicketAct(TicketOutcome.Refused("choose who watches a ticket"));
            }

            var row = await db.TicketWatchers.SingleOrDefaultAsync(w => w.TicketId == ticket.Id && w.UserId == userId, cancellationToken);
            if (watches == row is not null)
            {
                return new TicketAct(TicketOutcome.Done(ticket.Number));
            }

            if (watches && await ErrorAsync(db, ticket, userId, cancellationToken) is { } error)
            {
                return new TicketAct(TicketOutcome.Invalid(error));
            }

            if (row is null)
            {
                db.TicketWatchers.Add(new TicketWatcher { TicketId = ticket.Id, UserId = userId });
            }
            else
            {
                db.TicketWatchers.Remove(row);
            }

            var name = await db.Users.Where(u => u.Id == userId).Select(u => u.DisplayName == "" ? u.UserName! : u.DisplayName).SingleAsync(cancellationToken);
            var entry = journal.Entry(ticket, actor, TicketEntryKind.Change, watches ? $"{name} watches." : $"{name} watches no more.", command.Key, isInternal: true);
            return new TicketAct(TicketOutcome.Done(ticket.Number), entry, new { UserId = userId, Watches = !watches }, new { UserId = userId, Watches = watches });
        }, cancellationToken);

    /// <summary>Who is told of a ticket must be somebody who may see it.</summary>
    private static async Task<string?> ErrorAsync(MonitorDb db, Ticket ticket, int userId, CancellationToken cancellationToken)
    {
        if (await db.TicketWatchers.CountAsync(w => w.TicketId == ticket.Id, cancellationToken) >= TicketWatcher.Most)
        {
            return $"At most {TicketWatcher.Most} people watch one ticket.";
        }

        var user = await db.Users.AsNoTracking().Where(u => u.Id == userId && u.DisabledAt == null).Select(u => new { u.Id, u.UserName, u.Role })
            .SingleOrDefaultAsync(cancellationToken);
        if (user is null)
        {
            return "There is no such person (any more). Choose another.";
        }

        var scopes = await db.UserScopes.AsNoTracking().Where(s => s.UserId == userId).ToListAsync(cancellationToken);
        var person = new Actor(user.Id, user.UserName ?? "", user.Role, "")
        {
            GroupIds = [.. scopes.Select(s => s.GroupId).OfType<int>()],
            TeamIds = [.. scopes.Select(s => s.TeamId).OfType<int>()],
        };
        return await db.Tickets.VisibleTickets(person, db).AnyAsync(t => t.Id == ticket.Id, cancellationToken)
            ? null
            : "This person does not see this ticket. Choose somebody who does.";
    }
}
