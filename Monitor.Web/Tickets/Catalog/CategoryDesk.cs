using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Domain.Tickets.Catalog;
using Monitor.Web.Access;

namespace Monitor.Web.Tickets.Catalog;

/// <summary>What a category is called, what it stands below, and who works on its tickets.</summary>
public sealed record CategoryForm(string Name, int? ParentId, int? TeamId)
{
    /// <summary>The version that the change is based on; null: whatever is there.</summary>
    public string? Seen { get; init; }
}

/// <summary>The commands on categories. Each returns why not as a sentence, or null when it is done.</summary>
public sealed class CategoryDesk(IDbContextFactory<MonitorDb> contexts, AuditLog audit, TimeProvider time)
{
    private const int Most = 1000;

    public async Task<string?> CreateAsync(Actor actor, CategoryForm form, CancellationToken cancellationToken)
    {
        actor.Demand(Permissions.TicketsConfigure);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await CatalogSaving.BeginAsync(db, cancellationToken);
        var tree = await CatalogReader.TreeAsync(db, cancellationToken);
        if ((await RefuseAsync(db, tree, 0, form, cancellationToken) ?? (tree.InOrder().Count >= Most ? $"There are at most {Most} categories." : null)) is { } reason)
        {
            return reason;
        }

        var category = new TicketCategory { Name = TicketText.Line(form.Name), ParentId = form.ParentId, TeamId = form.TeamId };
        db.TicketCategories.Add(category);
        return await CatalogSaving.SaveAsync(db, transaction, Taken(category), () =>
            audit.Add(db, actor, "ticket_category.created", "ticket_category", IdText.Of(category.Id), null, Shape(category)), cancellationToken);
    }

    public async Task<string?> ChangeAsync(Actor actor, int id, CategoryForm form, CancellationToken cancellationToken)
    {
        actor.Demand(Permissions.TicketsConfigure);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await CatalogSaving.BeginAsync(db, cancellationToken);
        if (await db.TicketCategories.SingleOrDefaultAsync(c => c.Id == id, cancellationToken) is not { } category)
        {
            return "There is no such category any more. Reload the page.";
        }

        if (form.Seen is not null && form.Seen != VersionOf(category))
        {
            return CatalogVersion.Conflict;
        }

        if (await RefuseAsync(db, await CatalogReader.TreeAsync(db, cancellationToken), id, form, cancellationToken) is { } reason)
        {
            return reason;
        }

        var before = Shape(category);
        (category.Name, category.ParentId, category.TeamId) = (TicketText.Line(form.Name), form.ParentId, form.TeamId);
        return await CatalogSaving.SaveAsync(db, transaction, Taken(category), () =>
            audit.Add(db, actor, "ticket_category.changed", "ticket_category", IdText.Of(id), before, Shape(category)), cancellationToken);
    }

    /// <summary>A retired category, and what stands below it, is not offered any more; tickets keep it.</summary>
    public async Task<string?> RetireAsync(Actor actor, int id, bool isRetired, CancellationToken cancellationToken)
    {
        actor.Demand(Permissions.TicketsConfigure);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (await db.TicketCategories.SingleOrDefaultAsync(c => c.Id == id, cancellationToken) is not { } category)
        {
            return "There is no such category any more. Reload the page.";
        }

        var before = Shape(category);
        category.RetiredAt = isRetired ? category.RetiredAt ?? time.GetUtcNow() : null;
        audit.Add(db, actor, isRetired ? "ticket_category.retired" : "ticket_category.returned", "ticket_category", IdText.Of(id), before, Shape(category));
        await db.SaveChangesAsync(cancellationToken);
        return null;
    }

    private static async Task<string?> RefuseAsync(MonitorDb db, CategoryTree tree, int id, CategoryForm form, CancellationToken cancellationToken) =>
        TicketText.Line(form.Name).Length is 0 or > TicketCategory.NameLength ? $"Give the category a name of at most {TicketCategory.NameLength} characters."
        : tree.RefuseParent(id, form.ParentId) is { } refused ? refused
        : form.TeamId is not null && !await db.Teams.AnyAsync(t => t.Id == form.TeamId, cancellationToken) ? "There is no such team any more. Choose another."
        : null;

    internal static string VersionOf(TicketCategory category) => CatalogVersion.Of(Shape(category));

    private static string Taken(TicketCategory category) => $"There is a category named {category.Name} at this place already. Choose another name.";

    private static object Shape(TicketCategory c) => new { c.Name, c.ParentId, c.TeamId, c.RetiredAt };
}
