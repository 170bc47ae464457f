using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Data.Maps;
using Monitor.Domain.Tickets;
using Monitor.Web.Access;

namespace Monitor.Web.Tickets.Views;

/// <summary>One state of the board: its first cards, and how many there are; counting stops at <see cref="TicketBoard.MostCounted"/>.</summary>
public sealed record TicketColumn(TicketState State, IReadOnlyList<TicketRow> Rows, int Total)
{
    public bool IsMore => Total > TicketBoard.MostCounted;
}

/// <summary>Tickets by state. Work to do comes by priority and the latest change, what is done by the latest change.</summary>
public sealed class TicketBoard(IDbContextFactory<MonitorDb> contexts, TimeProvider time)
{
    public const int Step = 25;
    public const int MostShown = 200;
    public const int MostCounted = 1000;

    /// <param name="shown">How many cards of a state; without an entry it is <see cref="Step"/>.</param>
    public async Task<IReadOnlyList<TicketColumn>> ReadAsync(
        Actor actor, TicketFilter filter, IReadOnlyDictionary<TicketState, int> shown, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var tickets = TicketFiltering.Apply(db, actor, filter with { States = [] }, time.GetUtcNow());
        if (TicketSearch.Words(filter.Text) is { } words)
        {
            var ids = (await TicketSearch.FindAsync(db, actor, tickets, words, cancellationToken)).Select(h => h.Id).ToArray();
            tickets = db.Tickets.AsNoTracking().Where(t => ids.Contains(t.Id));
        }

        var columns = new List<TicketColumn>();
        foreach (var state in Enum.GetValues<TicketState>())
        {
            var of = tickets.Where(t => t.State == state);
            var count = Math.Min(shown.GetValueOrDefault(state, Step), MostShown);
            var isDone = state is TicketState.Resolved or TicketState.Closed;
            var ordered = isDone ? of.OrderByDescending(t => t.UpdatedAt)
                : of.OrderByDescending(t => EF.Property<short>(t, PriorityRank.Name)).ThenByDescending(t => t.UpdatedAt);
            var ids = await ordered.Select(t => t.Id).Take(count).ToListAsync(cancellationToken);
            var total = ids.Count < count ? ids.Count : await of.Take(MostCounted + 1).CountAsync(cancellationToken);
            columns.Add(new TicketColumn(state, await TicketRows.ReadAsync(db, actor, ids, cancellationToken), total));
        }

        return columns;
    }
}
