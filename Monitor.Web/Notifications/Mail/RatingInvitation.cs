using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Domain.Notifications;
using Monitor.Domain.Tickets;

namespace Monitor.Web.Notifications.Mail;

/// <summary>
/// The question how a ticket was solved, in the mail that tells its requester so. The link is made when the mail is sent, so that its secret is in the mail
/// and nowhere else: not in the outbox, not among the notices.
/// </summary>
internal static class RatingInvitation
{
    /// <summary>The lines to add; empty when nothing is asked.</summary>
    public static async Task<string> AddAsync(MonitorDb db, Delivery notice, TicketNews? news, string? site, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (site is null || notice.UserId is null || news is not { What: TicketNewsKind.Moved } || news.State is not (nameof(TicketState.Resolved) or nameof(TicketState.Closed)))
        {
            return "";
        }

        var ticketId = await db.Tickets.Where(t => t.Id == notice.TicketId && t.RequesterUserId == notice.UserId).Unrated(db.TicketRatings, now)
            .Select(t => (int?)t.Id).SingleOrDefaultAsync(cancellationToken);
        if (ticketId is null)
        {
            return "";
        }

        var secret = Secret.NewText();
        var question = TicketRating.Ask(ticketId.Value, secret, now);
        db.TicketRatings.Add(question);
        await db.SaveChangesAsync(cancellationToken);
        return $"\n\nHow was it solved? Rate it, once, within two weeks:\n{site}{question.Link(secret)}";
    }
}
