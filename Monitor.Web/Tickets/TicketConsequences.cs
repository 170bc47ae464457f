using Monitor.Data;
using Monitor.Domain.Tickets;

namespace Monitor.Web.Tickets;

/// <summary>What follows from a change of a ticket by itself, in the context and transaction of the change, whoever made it.</summary>
public sealed class TicketConsequences
{
    internal Task ApplyAsync(MonitorDb db, Ticket ticket, TicketChange change, CancellationToken cancellationToken)
    {
        Count(ticket, change);
        return Task.CompletedTask;
    }

    /// <summary>When who spoke last, and how often it came back.</summary>
    private static void Count(Ticket ticket, TicketChange change)
    {
        var at = change.Entry.At;
        var isPublicWord = change.Entry is { IsInternal: false, Kind: TicketEntryKind.Opened or TicketEntryKind.Comment } && change.Actor.UserId is not null;
        if (isPublicWord && change.Actor.UserId == ticket.RequesterUserId)
        {
            ticket.LastRequestedAt = at;
        }
        else if (isPublicWord && change.Entry.Kind == TicketEntryKind.Comment)
        {
            ticket.FirstRespondedAt ??= at;
            ticket.LastRespondedAt = at;
        }

        if (change.Before is TicketState.Resolved or TicketState.Closed && ticket.State is not (TicketState.Resolved or TicketState.Closed))
        {
            ticket.ReopenedCount++;
        }
    }
}
