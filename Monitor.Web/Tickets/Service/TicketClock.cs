using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Tickets.Service;

namespace Monitor.Web.Tickets.Service;

/// <summary>One promise of a ticket as it stands.</summary>
/// <param name="DueAt">While it runs; in the past when it is late.</param>
/// <param name="Spent">Service time that had run when it was last paused, or when it was met.</param>
public sealed record TicketClock(
    SlaClock Clock, string Policy, TimeSpan Target, DateTimeOffset StartedAt, DateTimeOffset? DueAt, DateTimeOffset? MetAt, DateTimeOffset? BreachedAt, TimeSpan Spent)
{
    public bool IsPaused => MetAt is null && DueAt is null;

    public bool IsLate(DateTimeOffset now) => BreachedAt is not null || (MetAt is null && DueAt < now);
}

internal static class TicketClockReader
{
    public static async Task<IReadOnlyList<TicketClock>> ReadAsync(MonitorDb db, int ticketId, CancellationToken cancellationToken)
    {
        var clocks = await db.SlaTimers.AsNoTracking().Where(t => t.TicketId == ticketId)
            .Join(db.SlaPolicies, t => t.PolicyId, p => p.Id, (t, p) => new TicketClock(t.Clock, p.Name, t.Target, t.StartedAt, t.DueAt, t.MetAt, t.BreachedAt, t.Spent))
            .ToListAsync(cancellationToken);
        return [.. clocks.OrderBy(c => c.Clock)];
    }
}
