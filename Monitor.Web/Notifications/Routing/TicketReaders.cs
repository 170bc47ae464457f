using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Web.Access;

namespace Monitor.Web.Notifications.Routing;

/// <summary>Who of some people may see which of some tickets, and the internal notes on them, by the state of the database at this moment.</summary>
internal sealed class TicketReaders
{
    private readonly Dictionary<int, (Actor Actor, HashSet<int>? Seen)> _people = [];

    public static async Task<TicketReaders> ReadAsync(
        MonitorDb db, IReadOnlyCollection<int> userIds, IReadOnlyCollection<int> ticketIds, CancellationToken cancellationToken)
    {
        var readers = new TicketReaders();
        foreach (var actor in await AccessGate.OfAsync(db, userIds, cancellationToken))
        {
            // Null: all of them.
            readers._people[actor.UserId!.Value] = (actor, Visibility.SeesEveryTicket(actor) ? null
                : [.. await db.Tickets.AsNoTracking().VisibleTickets(actor, db).Where(t => ticketIds.Contains(t.Id)).Select(t => t.Id).ToListAsync(cancellationToken)]);
        }

        return readers;
    }

    public bool MayRead(int userId, int ticketId, bool isInternal) =>
        _people.TryGetValue(userId, out var person) && person.Seen?.Contains(ticketId) != false && (!isInternal || person.Actor.May(Permissions.TicketsRead));
}
