using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Notifications;
using Monitor.Domain.Tickets;
using Monitor.Domain.Tickets.Conversation;
using Monitor.Domain.Tickets.Mail;
using Monitor.Web.Access;
using Monitor.Web.Notifications.Mail;

namespace Monitor.Web.Intake.Mail;

/// <summary>The ticket that a mail answers.</summary>
/// <param name="IsForRequester">What is answered are the requester's own words: then the answer goes to them. All else is for those who work on tickets.</param>
internal sealed record AnsweredTicket(int Number, TicketState State, DateTimeOffset? ResolvedAt, bool IsRequester, bool IsForRequester)
{
    private const int MostMerges = 10;

    /// <summary>
    /// Found by what the mail refers to, and only where that went to (or came from) this very address: whoever writes under somebody else's name does not know what
    /// that person was sent. Of several the nearest counts. Null: it answers nothing that is the person's to see.
    /// </summary>
    public static async Task<AnsweredTicket?> FindAsync(MonitorDb db, Actor person, IncomingMail mail, CancellationToken cancellationToken)
    {
        var ids = mail.RefersTo.ToArray();
        var known = await db.MailMessages.AsNoTracking().Where(m => ids.Contains(m.MessageId) && m.TicketId != null)
            .Select(m => new { m.MessageId, m.TicketId, m.Address, m.Direction }).ToListAsync(cancellationToken);
        var answered = known.Where(m => m.Address.Equals(mail.From, StringComparison.OrdinalIgnoreCase)).MinBy(m => Array.IndexOf(ids, m.MessageId));
        if (answered is null)
        {
            return null;
        }

        var ticketId = answered.TicketId;
        for (var merges = 0; merges < MostMerges; merges++)
        {
            var id = ticketId;
            var ticket = await db.Tickets.AsNoTracking().VisibleTickets(person, db).SingleOrDefaultAsync(t => t.Id == id, cancellationToken);
            if (ticket?.MergedIntoId is { } target)
            {
                ticketId = target;
                continue;
            }

            var requesters = ticket?.RequesterUserId is { } requester && answered.Direction == MailDirection.Out
                && await WroteAsync(db, answered.MessageId, requester, cancellationToken);
            return ticket is null ? null : new(ticket.Number, ticket.State, ticket.ResolvedAt, ticket.RequesterUserId == person.UserId, requesters);
        }

        return null;
    }

    /// <summary>True when the mail told of the requester's own words. False too where that is not known any more.</summary>
    private static async Task<bool> WroteAsync(MonitorDb db, string messageId, int requester, CancellationToken cancellationToken)
    {
        if (MailLetter.NoticeOf(messageId) is not { } notice)
        {
            return false;
        }

        var key = await db.Deliveries.Where(d => d.Id == notice).Select(d => d.Key).SingleOrDefaultAsync(cancellationToken);
        if (!long.TryParse(key?.Split('/')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var announcement))
        {
            return false;
        }

        var payload = await db.OutboxMessages.Where(m => m.Id == announcement).Select(m => m.Payload).SingleOrDefaultAsync(cancellationToken);
        return payload is not null && TicketNews.Read(payload) is { IsInternal: false, What: TicketNewsKind.Opened or TicketNewsKind.Answered } news && news.By == requester;
    }
}
