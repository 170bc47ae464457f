using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Domain.Tickets;
using Monitor.Web.Access;

namespace Monitor.Web.Tickets;

/// <summary>One thing that somebody did to a ticket.</summary>
public sealed record TicketNote(DateTimeOffset At, string By, string Text);

/// <summary>What happened to a ticket after somebody looked at it, for the one whose change is refused because of it.</summary>
internal static class TicketSince
{
    private const int Told = 5;

    /// <param name="seen">The newest entry that was looked at; null: unknown, then only the newest one is told.</param>
    public static async Task<TicketOutcome> ConflictAsync(MonitorDb db, Actor actor, Ticket ticket, long? seen, CancellationToken cancellationToken)
    {
        var seesInternal = actor.May(Permissions.TicketsRead);
        var notes = await (
            from e in db.TicketEntries.AsNoTracking()
            where e.TicketId == ticket.Id && (seesInternal || !e.IsInternal) && (seen == null || e.Id > seen)
            orderby e.Id descending
            join u in db.Users on e.UserId equals u.Id into users
            from u in users.DefaultIfEmpty()
            select new TicketNote(e.At, e.UserId == null ? "Monitor" : u == null ? "somebody" : u.DisplayName == "" ? u.UserName! : u.DisplayName, e.Text))
            .Take(seen is null ? 1 : Told).ToListAsync(cancellationToken);
        notes.Reverse();
        return TicketOutcome.ConflictSince(notes);
    }
}
