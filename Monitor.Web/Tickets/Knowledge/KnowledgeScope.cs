using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Domain.Tickets.Knowledge;
using Monitor.Web.Access;

namespace Monitor.Web.Tickets.Knowledge;

/// <summary>Which articles somebody may read; the others do not exist for that person.</summary>
internal static class KnowledgeScope
{
    /// <summary>
    /// Public ones everybody, internal ones whoever reads tickets of others, drafts and what was put away whoever writes articles. What was made from a ticket and
    /// is not published is that ticket in its own words: besides its author only those who see the ticket read it.
    /// </summary>
    public static IQueryable<Article> VisibleArticles(this IQueryable<Article> articles, Actor actor, MonitorDb db)
    {
        if (actor.May(Permissions.TicketsWork))
        {
            if (Visibility.SeesEveryTicket(actor))
            {
                return articles;
            }

            var (me, tickets) = (actor.UserId, db.Tickets.VisibleTickets(actor, db));
            return articles.Where(a => a.State == ArticleState.Published || a.TicketId == null || a.AuthorUserId == me || tickets.Any(t => t.Id == a.TicketId));
        }

        var published = articles.Where(a => a.State == ArticleState.Published);
        return actor.May(Permissions.TicketsRead) ? published : published.Where(a => a.IsPublic);
    }
}
