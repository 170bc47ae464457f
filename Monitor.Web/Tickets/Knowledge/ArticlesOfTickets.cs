using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Tickets;
using Monitor.Domain.Tickets.Knowledge;

namespace Monitor.Web.Tickets.Knowledge;

/// <summary>What of a ticket goes into an article, and which article was made from it.</summary>
internal static class ArticlesOfTickets
{
    public static Task<int?> FindAsync(MonitorDb db, int ticketId, CancellationToken cancellationToken) =>
        db.Articles.Where(a => a.TicketId == ticketId && a.State != ArticleState.Archived).OrderBy(a => a.Id).Select(a => (int?)a.Id).FirstOrDefaultAsync(cancellationToken);

    /// <summary>The public answer of somebody other than the requester, the last one before it was solved; else the last of all. Internal notes never.</summary>
    public static async Task<string> AnswerAsync(MonitorDb db, Ticket ticket, CancellationToken cancellationToken) =>
        await db.TicketEntries
            .Where(e => e.TicketId == ticket.Id && e.Kind == TicketEntryKind.Comment && !e.IsInternal && e.UserId != null && e.UserId != ticket.RequesterUserId)
            .OrderByDescending(e => ticket.ResolvedAt != null && e.At <= ticket.ResolvedAt).ThenByDescending(e => e.Id)
            .Select(e => e.Text).FirstOrDefaultAsync(cancellationToken) ?? "";
}
