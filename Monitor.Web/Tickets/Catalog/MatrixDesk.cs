using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Domain.Tickets;
using Monitor.Domain.Tickets.Catalog;
using Monitor.Web.Access;

namespace Monitor.Web.Tickets.Catalog;

/// <summary>The matrix of priorities. What is changed counts for tickets whose impact or urgency is set from then on.</summary>
public sealed class MatrixDesk(IDbContextFactory<MonitorDb> contexts, AuditLog audit)
{
    /// <summary>Sets one cell. Returns why not as a sentence, or null when it is done.</summary>
    /// <param name="seen">What it was when it was chosen; null: whatever it is.</param>
    public async Task<string?> SetAsync(
        Actor actor, TicketLevel impact, TicketLevel urgency, TicketPriority priority, TicketPriority? seen, CancellationToken cancellationToken)
    {
        actor.Demand(Permissions.TicketsConfigure);
        if (!Enum.IsDefined(impact) || !Enum.IsDefined(urgency) || !Enum.IsDefined(priority))
        {
            return "Choose from the lists.";
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await CatalogSaving.BeginAsync(db, cancellationToken);
        var cell = await db.PriorityCells.SingleOrDefaultAsync(c => c.Impact == impact && c.Urgency == urgency, cancellationToken);
        if (seen is not null && cell is not null && cell.Priority != seen)
        {
            return $"Somebody else set it to {cell.Priority} in the meantime, which is shown now. Choose again if it is to be {priority}.";
        }

        var before = cell?.Priority.ToString();
        cell ??= db.PriorityCells.Add(new PriorityCell { Impact = impact, Urgency = urgency }).Entity;
        cell.Priority = priority;
        return await CatalogSaving.SaveAsync(db, transaction, "Somebody else set it at this moment. Reload the page.", () =>
            audit.Add(db, actor, "priority_matrix.changed", "priority_matrix", $"{impact}/{urgency}", new { Priority = before }, new { Priority = priority.ToString() }), cancellationToken);
    }
}
