using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Tickets;
using Monitor.Domain.Tickets.Catalog;

namespace Monitor.Web.Tickets.Catalog;

/// <summary>What tickets are made of, read in the context of whoever needs it. Small tables: read whole, and again only after a change.</summary>
internal static class CatalogReader
{
    private static readonly SetupShelf<CategoryTree> Trees = new(TreeAsync);

    private static readonly SetupShelf<List<TicketField>> AllFields = new((db, cancellationToken) =>
        db.TicketFields.AsNoTracking().Where(f => f.RetiredAt == null).ToListAsync(cancellationToken));

    private static readonly SetupShelf<Dictionary<(TicketLevel, TicketLevel), TicketPriority>> Matrix = new((db, cancellationToken) =>
        db.PriorityCells.AsNoTracking().ToDictionaryAsync(c => (c.Impact, c.Urgency), c => c.Priority, cancellationToken));

    /// <summary>As it is when the operation first asks for what is set up.</summary>
    public static Task<CategoryTree> StandingTreeAsync(MonitorDb db, CancellationToken cancellationToken) => Trees.ReadAsync(db, cancellationToken);

    /// <summary>As it is now.</summary>
    public static async Task<CategoryTree> TreeAsync(MonitorDb db, CancellationToken cancellationToken) =>
        new(await db.TicketCategories.AsNoTracking().ToListAsync(cancellationToken));

    /// <summary>The fields of tickets of this category.</summary>
    public static async Task<IReadOnlyList<TicketField>> FieldsAsync(MonitorDb db, CategoryTree tree, int? categoryId, CancellationToken cancellationToken) =>
        FieldText.Of(await AllFields.ReadAsync(db, cancellationToken), tree, categoryId);

    /// <summary>The priority that impact and urgency make.</summary>
    public static async Task<TicketPriority> PriorityAsync(MonitorDb db, TicketLevel impact, TicketLevel urgency, CancellationToken cancellationToken) =>
        (await Matrix.ReadAsync(db, cancellationToken)).TryGetValue((impact, urgency), out var priority) ? priority
            : PriorityMatrix.Shipped.Single(c => c.Impact == impact && c.Urgency == urgency).Priority;
}
