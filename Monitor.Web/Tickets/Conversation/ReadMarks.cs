using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Web.Access;

namespace Monitor.Web.Tickets.Conversation;

/// <summary>Up to where each person has read each ticket.</summary>
public sealed class ReadMarks(IDbContextFactory<MonitorDb> contexts, TimeProvider time)
{
    /// <summary>Read up to this entry; a mark never goes back.</summary>
    public async Task MarkAsync(Actor actor, int number, long entryId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var ticketId = await db.Tickets.VisibleTickets(actor, db).Where(t => t.Number == number).Select(t => t.Id).SingleOrDefaultAsync(cancellationToken);
        if (ticketId == 0 || actor.UserId is not { } userId)
        {
            return;
        }

        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO ticket_reads (ticket_id, user_id, entry_id, read_at) VALUES ({ticketId}, {userId}, {entryId}, {time.GetUtcNow()})
            ON CONFLICT (ticket_id, user_id) DO UPDATE SET entry_id = greatest(ticket_reads.entry_id, excluded.entry_id), read_at = excluded.read_at
            """,
            cancellationToken);
    }

    /// <summary>Which of these tickets have something of others that the person has not read.</summary>
    public async Task<IReadOnlySet<int>> UnreadAsync(Actor actor, IReadOnlyCollection<int> numbers, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var (me, seesInternal, wanted) = (actor.UserId, actor.May(Permissions.TicketsRead), numbers.ToArray());
        var unread = await db.Tickets.VisibleTickets(actor, db).Where(t => wanted.Contains(t.Number))
            .Where(t => db.TicketEntries.Any(e => e.TicketId == t.Id && (e.UserId == null || e.UserId != me) && (seesInternal || !e.IsInternal)
                && e.Id > (db.TicketReads.Where(r => r.TicketId == t.Id && r.UserId == me).Select(r => (long?)r.EntryId).FirstOrDefault() ?? 0)))
            .Select(t => t.Number).ToListAsync(cancellationToken);
        return unread.ToHashSet();
    }
}
