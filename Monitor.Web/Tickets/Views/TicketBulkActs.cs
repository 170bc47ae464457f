using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Domain.Tickets;
using Monitor.Web.Access;

namespace Monitor.Web.Tickets.Views;

/// <summary>The rules of changing a ticket's queue and its tags.</summary>
internal static class TicketBulkActs
{
    public static async Task<TicketAct> TeamAsync(
        TicketJournal journal, Actor actor, MonitorDb db, Ticket ticket, int? teamId, Guid key, CancellationToken cancellationToken)
    {
        if (!actor.May(Permissions.TicketsWork))
        {
            return new(TicketOutcome.Refused("give tickets to a team"));
        }

        var from = ticket.TeamId;
        if (from == teamId)
        {
            return new(TicketOutcome.Done(ticket.Number));
        }

        var name = teamId is null ? null : await db.Teams.Where(t => t.Id == teamId).Select(t => t.Name).SingleOrDefaultAsync(cancellationToken);
        if (teamId is not null && name is null)
        {
            return new(TicketOutcome.Invalid("There is no such team any more. Choose another."));
        }

        ticket.TeamId = teamId;
        var entry = journal.Entry(ticket, actor, TicketEntryKind.Change, name is null ? "Team: none." : $"Team: {name}.", key);
        return new(TicketOutcome.Done(ticket.Number), entry, new { TeamId = from }, new { ticket.TeamId });
    }

    public static async Task<TicketAct> TagAsync(
        TicketJournal journal, Actor actor, MonitorDb db, Ticket ticket, string text, bool isAdded, Guid key, CancellationToken cancellationToken)
    {
        if (!actor.May(Permissions.TicketsWork))
        {
            return new(TicketOutcome.Refused("tag tickets"));
        }

        var tag = TicketText.Line(text).ToLowerInvariant();
        if (tag.Length is 0 or > TicketTag.TagLength || tag.Contains(','))
        {
            return new(TicketOutcome.Invalid($"A tag is a word of at most {TicketTag.TagLength} characters without a comma."));
        }

        var tags = await db.TicketTags.Where(t => t.TicketId == ticket.Id).ToListAsync(cancellationToken);
        var known = tags.Find(t => t.Tag == tag);
        if (isAdded == known is not null)
        {
            return new(TicketOutcome.Done(ticket.Number));
        }

        if (isAdded && tags.Count >= TicketTag.Most)
        {
            return new(TicketOutcome.Invalid($"This ticket has {TicketTag.Most} tags already. Remove one first."));
        }

        if (isAdded)
        {
            db.TicketTags.Add(new TicketTag { TicketId = ticket.Id, Tag = tag });
        }
        else
        {
            db.TicketTags.Remove(known!);
        }

        var entry = journal.Entry(ticket, actor, TicketEntryKind.Change, isAdded ? $"Tag added: {tag}." : $"Tag removed: {tag}.", key);
        return new(TicketOutcome.Done(ticket.Number), entry, new { Tags = tags.Select(t => t.Tag).ToList() }, isAdded ? new { Added = tag } : new { Removed = tag });
    }
}
