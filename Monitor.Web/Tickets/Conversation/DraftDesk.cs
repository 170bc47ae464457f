using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Metrics;
using Monitor.Domain.Tickets;
using Monitor.Domain.Tickets.Conversation;
using Monitor.Web.Access;

namespace Monitor.Web.Tickets.Conversation;

/// <summary>What a person has typed on a ticket and not sent, kept while it is typed. Nobody else sees it.</summary>
public sealed class DraftDesk(IDbContextFactory<MonitorDb> contexts, TimeProvider time)
{
    public async Task<TicketDraft?> FindAsync(Actor actor, int number, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var tickets = db.Tickets.VisibleTickets(actor, db).Where(t => t.Number == number);
        return await db.TicketDrafts.AsNoTracking().Where(d => d.UserId == actor.UserId && tickets.Any(t => t.Id == d.TicketId))
            .SingleOrDefaultAsync(cancellationToken);
    }

    /// <summary>An empty text ends the draft. Nothing is kept on a ticket that the person does not see.</summary>
    public async Task SaveAsync(Actor actor, int number, string text, bool isInternal, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var ticketId = await db.Tickets.VisibleTickets(actor, db).Where(t => t.Number == number).Select(t => t.Id).SingleOrDefaultAsync(cancellationToken);
        if (ticketId == 0 || actor.UserId is not { } userId)
        {
            return;
        }

        var kept = text.Replace("\0", "", StringComparison.Ordinal);
        kept = WholeText.First(kept, TicketEntry.TextLength);
        if (string.IsNullOrWhiteSpace(kept))
        {
            await db.TicketDrafts.Where(d => d.UserId == userId && d.TicketId == ticketId).ExecuteDeleteAsync(cancellationToken);
            return;
        }

        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO ticket_drafts (user_id, ticket_id, text, is_internal, updated_at) VALUES ({userId}, {ticketId}, {kept}, {isInternal}, {time.GetUtcNow()})
            ON CONFLICT (user_id, ticket_id) DO UPDATE SET text = excluded.text, is_internal = excluded.is_internal, updated_at = excluded.updated_at
            """,
            cancellationToken);
    }
}
