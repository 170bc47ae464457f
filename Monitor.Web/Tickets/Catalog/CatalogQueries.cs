using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Domain.Tickets.Catalog;
using Monitor.Web.Access;
using Monitor.Web.Components;

namespace Monitor.Web.Tickets.Catalog;

/// <summary>All that tickets are made of, as a person may see it: who does not work on tickets sees what can be chosen, not the rest.</summary>
public sealed record TicketCatalog(
    CategoryTree Tree, IReadOnlyList<TicketField> Fields, IReadOnlyList<TicketTemplate> Templates, IReadOnlyList<PriorityCell> Matrix, IReadOnlyList<NamedId> Teams)
{
    public static TicketCatalog Empty { get; } = new(CategoryTree.Empty, [], [], [], []);

    /// <summary>Categories that can be chosen, in the order of the tree.</summary>
    public IEnumerable<(TicketCategory Category, int Level)> Offered => Tree.InOrder().Where(c => Tree.IsOffered(c.Category.Id));
}

/// <summary>Reads the catalog for pages and the API.</summary>
public sealed class CatalogQueries(IDbContextFactory<MonitorDb> contexts)
{
    /// <param name="isWhole">Also what is retired; for administrators.</param>
    public async Task<TicketCatalog> ReadAsync(Actor actor, bool isWhole, CancellationToken cancellationToken)
    {
        actor.Demand(isWhole ? Permissions.TicketsConfigure : Permissions.PortalUse);
        var works = actor.May(Permissions.TicketsWork);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return new TicketCatalog(
            await CatalogReader.TreeAsync(db, cancellationToken),
            await db.TicketFields.AsNoTracking().Where(f => isWhole || f.RetiredAt == null).OrderBy(f => f.Position).ThenBy(f => f.Id).ToListAsync(cancellationToken),
            await db.TicketTemplates.AsNoTracking().Where(t => isWhole || (t.RetiredAt == null && (works || t.IsPublic))).OrderBy(t => t.Name).ToListAsync(cancellationToken),
            works ? await db.PriorityCells.AsNoTracking().ToListAsync(cancellationToken) : [],
            works ? await db.Teams.AsNoTracking().OrderBy(t => t.Name).Take(500).Select(t => new NamedId(t.Id, t.Name)).ToListAsync(cancellationToken) : []);
    }
}
