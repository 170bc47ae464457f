using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Domain.Tickets.Catalog;
using Monitor.Domain.Tickets.Knowledge;
using Monitor.Web.Access;
using Monitor.Web.Tickets.Catalog;

namespace Monitor.Web.Tickets.Knowledge;

/// <summary>Reads articles, always within what the person may read.</summary>
public sealed class KnowledgeQueries(IDbContextFactory<MonitorDb> contexts)
{
    public const int PageSize = 20;

    /// <param name="state">Only whoever writes articles finds others than published ones, and of those from tickets the ones whose ticket that person may see.</param>
    /// <param name="page">From 1.</param>
    public async Task<ArticleListPage> ListAsync(Actor actor, string? text, ArticleState state, int page, CancellationToken cancellationToken)
    {
        actor.Demand(Permissions.PortalUse);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var articles = db.Articles.AsNoTracking().VisibleArticles(actor, db).Where(a => a.State == state);
        var skip = (Math.Clamp(page, 1, 100_000) - 1) * PageSize;
        if (ArticleSearch.Words(text) is { } words)
        {
            var found = await ArticleSearch.FindAsync(db, articles, words, cancellationToken);
            var ids = found.Skip(skip).Take(PageSize).ToArray();
            var rows = (await ReadAsync(db, articles.Where(a => ids.Contains(a.Id)), cancellationToken)).ToDictionary(r => r.Id);
            return new ArticleListPage([.. ids.Where(rows.ContainsKey).Select(id => rows[id])], found.Count);
        }

        var some = articles.OrderByDescending(a => a.HelpedCount).ThenByDescending(a => a.UpdatedAt).ThenByDescending(a => a.Id).Skip(skip).Take(PageSize);
        return new ArticleListPage(await ReadAsync(db, some, cancellationToken), await articles.CountAsync(cancellationToken));
    }

    /// <summary>Pages for programs: newest first, or with words, the best match first, at most <see cref="ArticleSearch.Most"/> of them.</summary>
    /// <param name="after">The next of the page before: the id of its last article or, with words, how many were passed.</param>
    public async Task<(IReadOnlyList<ArticleLine> Rows, int? Next)> AfterAsync(
        Actor actor, string? text, ArticleState state, int? after, int limit, CancellationToken cancellationToken)
    {
        actor.Demand(Permissions.PortalUse);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var articles = db.Articles.AsNoTracking().VisibleArticles(actor, db).Where(a => a.State == state);
        var words = ArticleSearch.Words(text);
        var found = words is null
            ? await articles.Where(a => after == null || a.Id < after).OrderByDescending(a => a.Id).Take(limit + 1).Select(a => a.Id).ToListAsync(cancellationToken)
            : [.. (await ArticleSearch.FindAsync(db, articles, words, cancellationToken)).Skip(after ?? 0).Take(limit + 1)];
        var ids = found.Take(limit).ToArray();
        var rows = (await ReadAsync(db, articles.Where(a => ids.Contains(a.Id)), cancellationToken)).ToDictionary(r => r.Id);
        return ([.. ids.Where(rows.ContainsKey).Select(id => rows[id])], found.Count <= limit ? (int?)null : words is null ? ids[^1] : (after ?? 0) + limit);
    }

    /// <summary>What was changed since a version of an article that this person may read.</summary>
    public async Task<IReadOnlyList<TicketNote>> SinceAsync(Actor actor, int id, DateTimeOffset seen, CancellationToken cancellationToken)
    {
        actor.Demand(Permissions.TicketsWork);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Articles.VisibleArticles(actor, db).AnyAsync(a => a.Id == id, cancellationToken)
            ? await ArticleSince.ReadAsync(db, KnowledgeDesk.Subject, KnowledgeDesk.Changed, IdText.Of(id), seen, cancellationToken)
            : [];
    }

    public async Task<ArticleDetail?> FindAsync(Actor actor, int id, CancellationToken cancellationToken)
    {
        actor.Demand(Permissions.PortalUse);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (await db.Articles.AsNoTracking().VisibleArticles(actor, db).SingleOrDefaultAsync(a => a.Id == id, cancellationToken) is not { } a)
        {
            return null;
        }

        return new ArticleDetail(a.Id, a.Title, a.Text, a.State, a.IsPublic, a.CategoryId, a.UpdatedAt, a.HelpedCount)
        {
            Category = a.CategoryId is null ? "" : (await CatalogReader.TreeAsync(db, cancellationToken)).PathOf(a.CategoryId),
            TicketNumber = await db.Tickets.VisibleTickets(actor, db).Where(t => t.Id == a.TicketId).Select(t => (int?)t.Number).SingleOrDefaultAsync(cancellationToken),
        };
    }

    /// <summary>The article that was made from a ticket; null: there is none, or it is not for this person to read.</summary>
    public async Task<int?> OfTicketAsync(Actor actor, int number, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var ticketId = await db.Tickets.VisibleTickets(actor, db).Where(t => t.Number == number).Select(t => (int?)t.Id).SingleOrDefaultAsync(cancellationToken);
        var article = ticketId is { } id ? await ArticlesOfTickets.FindAsync(db, id, cancellationToken) : null;
        return await db.Articles.VisibleArticles(actor, db).AnyAsync(a => a.Id == article, cancellationToken) ? article : null;
    }

    private static async Task<IReadOnlyList<ArticleLine>> ReadAsync(MonitorDb db, IQueryable<Article> articles, CancellationToken cancellationToken)
    {
        var rows = await articles.Select(a => new ArticleLine(a.Id, a.Title, a.State, a.IsPublic, a.CategoryId, a.UpdatedAt, a.HelpedCount)).ToListAsync(cancellationToken);
        var tree = rows.Exists(r => r.CategoryId is not null) ? await CatalogReader.TreeAsync(db, cancellationToken) : CategoryTree.Empty;
        return [.. rows.Select(r => r with { Category = tree.PathOf(r.CategoryId) })];
    }
}
