using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Domain.Tickets.Conversation;
using Monitor.Web.Access;

namespace Monitor.Web.Intake.Mail;

/// <summary>A mail that came.</summary>
/// <param name="Number">The ticket on which it landed; null: it was left aside, or its ticket is not the reader's to see.</param>
public sealed record MailRow(int Id, DateTimeOffset At, string Address, string Subject, int? Number, string Outcome);

/// <summary>What the page of incoming mails shows, newest first, paged.</summary>
public sealed class MailQueries(IDbContextFactory<MonitorDb> contexts)
{
    public async Task<(IReadOnlyList<MailRow> Rows, int Total)> PageAsync(Actor actor, int skip, int take, CancellationToken cancellationToken)
    {
        actor.Demand(Permissions.SystemManage);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var mails = db.MailMessages.AsNoTracking().Where(m => m.Direction == MailDirection.In);
        var visible = db.Tickets.VisibleTickets(actor, db);
        var rows = await mails.OrderByDescending(m => m.Id).Skip(skip).Take(Math.Min(take, 500))
            .Select(m => new MailRow(m.Id, m.At, m.Address, m.Subject, visible.Where(t => t.Id == m.TicketId).Select(t => (int?)t.Number).FirstOrDefault(), m.Outcome))
            .ToListAsync(cancellationToken);
        return (rows, await mails.CountAsync(cancellationToken));
    }
}
