using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Tickets;
using Monitor.Domain.Tickets.Catalog;

namespace Monitor.Web.Tickets.Catalog;

/// <summary>What tickets are made of, read in the context of whoever needs it. Small tables: read whole.</summary>
internal static class CatalogReader
{
    public static async Task<CategoryTree> TreeAsync(MonitorDb db, CancellationToken cancellationToken) =>
        new(await db.TicketCategories.AsNoTracking().ToListAsync(cancellationToken));

    /// <summary>The fields of tickets of this category.</summary>
    public static async Task<IReadOnlyList<TicketField>> FieldsAsync(MonitorDb db, CategoryTree tree, int? categoryId, CancellationToken cancellationToken) =>
        FieldText.Of(await db.TicketFields.AsNoTracking().Where(f => f.RetiredAt == null).ToListAsync(cancellationToken), tree, categoryId);

    /// <summary>The priority that impact and urgency make.</summary>
    public static async Task<TicketPriority> PriorityAsync(MonitorDb db, TicketLevel impact, TicketLevel urgency, CancellationToken cancellationToken) =>
        await db.PriorityCells.Where(c => c.Impact == impact && c.Urgency == urgency).Select(c => (TicketPriority?)c.Priority).SingleOrDefaultAsync(cancellationToken)
            ?? PriorityMatrix.Shipped.Single(c => c.Impact == impact && c.Urgency == urgency).Priority;
}
