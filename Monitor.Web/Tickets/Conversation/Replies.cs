using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Domain.Tickets;
using Monitor.Domain.Tickets.Conversation;
using Monitor.Web.Access;

namespace Monitor.Web.Tickets.Conversation;

/// <summary>The rules of writing on a ticket: by those who work on tickets, and by the requester, who writes no notes.</summary>
internal static class Replies
{
    private const int MostVersions = 100;

    public static async Task<TicketAct> WriteAsync(
        MonitorDb db, TicketJournal journal, Actor actor, Ticket ticket, NewReply reply, Guid key, CancellationToken cancellationToken)
    {
        if (Refusal(actor, ticket, reply) is { } refusal)
        {
            return new(refusal);
        }

        var text = TicketText.Clean(reply.Text);
        if (TicketText.CommentError(text) is { } error)
        {
            return new(TicketOutcome.Invalid(error));
        }

        var entry = journal.Entry(ticket, actor, TicketEntryKind.Comment, text, key, reply.IsInternal);
        entry.SpentMinutes = reply.SpentMinutes;
        db.TicketEntries.Add(entry);
        var named = actor.May(Permissions.TicketsWork) ? await EntryMentions.AddAsync(db, ticket, entry, cancellationToken) : [];
        if (reply.EndsDraft && await db.TicketDrafts.FindAsync([actor.UserId, ticket.Id], cancellationToken) is { } draft)
        {
            db.TicketDrafts.Remove(draft);
        }

        return new(TicketOutcome.Done(ticket.Number), entry, null, new { Comment = true, Internal = reply.IsInternal, reply.SpentMinutes }, named);
    }

    /// <summary>Only the own words are changed, and what they were stays readable.</summary>
    /// <param name="basedOn">When the text that the person was looking at was changed last; null: never.</param>
    public static async Task<TicketAct> EditAsync(
        MonitorDb db, TicketJournal journal, Actor actor, Ticket ticket, long entryId, string text, DateTimeOffset? basedOn, Guid key, CancellationToken cancellationToken)
    {
        var seesInternal = actor.May(Permissions.TicketsRead) || actor.May(Permissions.TicketsWork);
        var entry = await db.TicketEntries.SingleOrDefaultAsync(e => e.Id == entryId && e.TicketId == ticket.Id && (seesInternal || !e.IsInternal), cancellationToken);
        if (entry is null)
        {
            return new(TicketOutcome.NotFound with { Message = "There is no such entry on this ticket." });
        }

        if (entry.Kind != TicketEntryKind.Comment || entry.UserId is null || entry.UserId != actor.UserId)
        {
            return new(TicketOutcome.Refused("change what others wrote"));
        }

        var clean = TicketText.Clean(text);
        if (Refusal(actor, ticket, new NewReply { Text = clean, IsInternal = entry.IsInternal }) is { } refusal)
        {
            return new(refusal);
        }

        if (TicketText.CommentError(clean) is { } error)
        {
            return new(TicketOutcome.Invalid(error));
        }

        if (entry.EditedAt != basedOn)
        {
            return new(TicketOutcome.Conflict);
        }

        if (entry.Text == clean)
        {
            return new(TicketOutcome.Done(ticket.Number));
        }

        if (await db.TicketEntryVersions.CountAsync(v => v.EntryId == entryId, cancellationToken) >= MostVersions)
        {
            return new(TicketOutcome.Invalid($"This entry was changed {MostVersions} times already. Write a new one."));
        }

        var before = entry.Text;
        db.TicketEntryVersions.Add(new TicketEntryVersion { EntryId = entry.Id, Text = before, ReplacedAt = journal.Now, ReplacedByUserId = actor.UserId });
        (entry.Text, entry.EditedAt) = (clean, journal.Now);
        var named = actor.May(Permissions.TicketsWork) ? await EntryMentions.AddAsync(db, ticket, entry, cancellationToken) : [];
        var line = journal.Entry(ticket, actor, TicketEntryKind.Change, entry.IsInternal ? "Changed an internal note." : "Changed an answer.", key, entry.IsInternal);
        return new(TicketOutcome.Done(ticket.Number), line, new { Entry = entry.Id, Text = before }, new { Entry = entry.Id, Text = clean }, named);
    }

    /// <summary>Why this person may not write this on that ticket; null when he may.</summary>
    public static TicketOutcome? Refusal(Actor actor, Ticket ticket, NewReply reply) =>
        actor.May(Permissions.TicketsWork)
            ? reply.SpentMinutes is < 0 or > NewReply.MostMinutes ? TicketOutcome.Invalid($"The time spent is a number of minutes from 0 to {NewReply.MostMinutes}.") : null
            : reply.IsInternal ? TicketOutcome.Refused("write internal notes")
            : ticket.RequesterUserId != actor.UserId || !actor.May(Permissions.PortalUse) ? TicketOutcome.Refused("comment on tickets of others")
            : reply.SpentMinutes != 0 ? TicketOutcome.Refused("note time that was spent")
            : null;
}
