using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Tickets;
using Monitor.Domain.Tickets.Automation;

namespace Monitor.Web.Tickets.Automation;

/// <summary>What a change of a ticket is about, and which events it is.</summary>
internal static class TriggerMoment
{
    private static readonly (AutomationPart Part, string Property)[] Parts =
    [
        (AutomationPart.State, nameof(Ticket.State)), (AutomationPart.Priority, nameof(Ticket.Priority)), (AutomationPart.Impact, nameof(Ticket.Impact)),
        (AutomationPart.Urgency, nameof(Ticket.Urgency)), (AutomationPart.Kind, nameof(Ticket.Kind)), (AutomationPart.Category, nameof(Ticket.CategoryId)),
        (AutomationPart.Team, nameof(Ticket.TeamId)), (AutomationPart.Assignee, nameof(Ticket.AssigneeUserId)), (AutomationPart.Requester, nameof(Ticket.RequesterUserId)),
        (AutomationPart.Title, nameof(Ticket.Title)), (AutomationPart.Description, nameof(Ticket.Description)), (AutomationPart.Hosts, nameof(Ticket.HostId)),
        (AutomationPart.Due, nameof(Ticket.DueAt)),
    ];

    /// <summary>What is not saved yet of the ticket; of one that is new nothing was changed.</summary>
    public static IReadOnlyCollection<AutomationPart> Changed(MonitorDb db, Ticket ticket, TicketChange change)
    {
        if (change.IsNew)
        {
            return [];
        }

        var entry = db.Entry(ticket);
        var parts = Parts.Where(p => entry.Property(p.Property).IsModified).Select(p => p.Part).ToHashSet();
        if (db.ChangeTracker.Entries<TicketTag>().Any(t => t.Entity.TicketId == ticket.Id && IsWritten(t.State)))
        {
            parts.Add(AutomationPart.Tags);
        }

        if (db.ChangeTracker.Entries<TicketHost>().Any(h => h.Entity.TicketId == ticket.Id && IsWritten(h.State)))
        {
            parts.Add(AutomationPart.Hosts);
        }

        return parts;
    }

    /// <summary>One change may be several: to resolve a ticket is to change it too.</summary>
    public static IReadOnlyCollection<TicketEvent> Events(Ticket ticket, TicketChange change, IReadOnlyCollection<AutomationPart> changed)
    {
        if (change.IsNew)
        {
            return [TicketEvent.Opened];
        }

        var (isMoved, events) = (ticket.State != change.Before, new List<TicketEvent>());
        Add(TicketEvent.Answered, change.Entry is { Kind: TicketEntryKind.Comment, IsInternal: false });
        Add(TicketEvent.Reopened, TicketMoves.IsDone(change.Before) && !TicketMoves.IsDone(ticket.State));
        Add(TicketEvent.Resolved, isMoved && ticket.State == TicketState.Resolved);
        Add(TicketEvent.Closed, isMoved && ticket.State == TicketState.Closed);
        Add(TicketEvent.Changed, changed.Count > 0);
        return events;

        void Add(TicketEvent one, bool isSo)
        {
            if (isSo)
            {
                events.Add(one);
            }
        }
    }

    private static bool IsWritten(EntityState state) => state is EntityState.Added or EntityState.Deleted;
}
