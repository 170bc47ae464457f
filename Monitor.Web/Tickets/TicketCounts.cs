using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Tickets;
using Monitor.Web.Access;

namespace Monitor.Web.Tickets;

/// <summary>How many tickets a person sees in each state.</summary>
public sealed class TicketCounts(IDbContextFactory<MonitorDb> contexts)
{
    public async Task<IReadOnlyDictionary<TicketState, int>> ReadAsync(Actor actor, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var counts = await db.Tickets.VisibleTickets(actor, db).AsNoTracking().GroupBy(t => t.State).Select(g => new { g.Key, Count = g.Count() })
            .ToDictionaryAsync(g => g.Key, g => g.Count, cancellationToken);
        return Enum.GetValues<TicketState>().ToDictionary(s => s, s => counts.GetValueOrDefault(s));
    }
}
