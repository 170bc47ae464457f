using Microsoft.EntityFrameworkCore;
using Monitor.Domain.Tickets;
using Monitor.Domain.Tickets.Automation;
using Monitor.Web.Tickets.Service.Escalation;

namespace Monitor.Web.Tickets.Automation;

/// <summary>What is written on the ticket, and who is told.</summary>
internal sealed partial class AutomationRun
{
    /// <summary>Public replies of triggers to one ticket within an hour: where a machine answers each of them, it ends there.</summary>
    private const int MostReplies = 3;

    /// <summary>Nobody is named by it: the text is not by somebody who looks at this ticket, and the values in it are other people's words.</summary>
    private async Task<TicketOutcome?> WriteAsync(AutomationAction action, CancellationToken cancellationToken)
    {
        var isInternal = action.Deed == AutomationDeed.Note;
        if (!isInternal && ticket.RequesterUserId is null)
        {
            return TicketOutcome.Invalid("The ticket has no requester who would read a reply.");
        }

        if (!isInternal && IsTrigger && await HasRepliedAsync(cancellationToken))
        {
            return TicketOutcome.Invalid($"Triggers have replied {MostReplies} times within the hour. It goes on after that.");
        }

        var text = TicketText.Clean(await AutomationPlaceholders.FillAsync(db, actor, ticket, action.Value, cancellationToken));
        if (TicketText.CommentError(text) is { } error)
        {
            return TicketOutcome.Invalid(error);
        }

        var entry = journal.Entry(ticket, actor, TicketEntryKind.Comment, text, null, isInternal);
        db.TicketEntries.Add(entry);
        await consequences.ApplyAsync(db, ticket, new TicketChange(actor, ticket.State, entry, IsAutomatic: IsTrigger), cancellationToken);
        journal.Announce(db, ticket, actor, TicketDesk.Changed, entry, null, new { Comment = true, Internal = isInternal });
        Say(isInternal ? "Wrote a note." : "Wrote a reply.");
        return null;
    }

    private async Task<bool> HasRepliedAsync(CancellationToken cancellationToken)
    {
        var since = journal.Now.AddHours(-1);
        return await db.TicketEntries.CountAsync(
            e => e.TicketId == ticket.Id && e.UserId == null && e.Kind == TicketEntryKind.Comment && !e.IsInternal && e.At > since, cancellationToken) >= MostReplies;
    }

    private async Task<TicketOutcome?> WatchAsync(int userId, CancellationToken cancellationToken)
    {
        var (name, error) = await AutomationRows.WatchAsync(db, ticket, userId, cancellationToken);
        if (name is not null)
        {
            Say($"{name} watches.");
        }

        return error is null ? null : TicketOutcome.Invalid(error);
    }

    private async Task<TicketOutcome?> TellTeamAsync(CancellationToken cancellationToken)
    {
        var people = await EscalationPeople.TeamAsync(db, ticket, leadsOnly: false, cancellationToken);
        if (people.Count == 0)
        {
            return TicketOutcome.Invalid("The ticket has no team with people who could be told.");
        }

        _named.AddRange(people.Select(p => p.UserId).Where(id => !_named.Contains(id)));
        Say("Told the team.");
        return null;
    }
}
