using Monitor.Domain.Access;
using Monitor.Domain.Tickets.Knowledge;
using Monitor.Web.Access;

namespace Monitor.Web.Tickets.Knowledge;

/// <summary>Which articles somebody may read; the others do not exist for that person.</summary>
internal static class KnowledgeScope
{
    /// <summary>Public ones everybody, internal ones whoever reads tickets of others, drafts and what was put away whoever writes articles.</summary>
    public static IQueryable<Article> VisibleArticles(this IQueryable<Article> articles, Actor actor)
    {
        if (actor.May(Permissions.TicketsWork))
        {
            return articles;
        }

        var published = articles.Where(a => a.State == ArticleState.Published);
        return actor.May(Permissions.TicketsRead) ? published : published.Where(a => a.IsPublic);
    }
}
