using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Tickets;

namespace Monitor.Web.Tickets.Relations;

/// <summary>How far a family of tickets reaches up and down from one of them.</summary>
internal static class FamilyLevels
{
    /// <summary>The ticket itself and those above it.</summary>
    public static async Task<List<int>> AboveAsync(MonitorDb db, Ticket ticket, CancellationToken cancellationToken)
    {
        List<int> above = [ticket.Id];
        for (var next = ticket.ParentId; next is { } id && !above.Contains(id);)
        {
            above.Add(id);
            next = await db.Tickets.Where(t => t.Id == id).Select(t => t.ParentId).SingleOrDefaultAsync(cancellationToken);
        }

        return above;
    }

    /// <summary>How many levels stand below a ticket: 0 when it has no children.</summary>
    /// <param name="without">A ticket that does not count, with all below it.</param>
    public static async Task<int> BelowAsync(MonitorDb db, Ticket ticket, int? without, CancellationToken cancellationToken)
    {
        var levels = 0;
        for (var row = new List<int> { ticket.Id }; levels <= TicketFamily.DeepestLevel; levels++)
        {
            row = await db.Tickets.Where(t => t.ParentId != null && row.Contains(t.ParentId.Value) && t.Id != without).Select(t => t.Id).ToListAsync(cancellationToken);
            if (row.Count == 0)
            {
                break;
            }
        }

        return levels;
    }
}
