using Monitor.Data;
using Monitor.Domain.Tickets;

namespace Monitor.Web.Tickets.Views;

/// <summary>One moment at which something of a ticket is due.</summary>
internal sealed class TicketDue
{
    public int TicketId { get; init; }

    public DateTimeOffset? At { get; init; }
}

internal static class TicketDues
{
    /// <summary>What is still to be kept: promises that are not met and run, and due dates of tickets that are not done.</summary>
    public static IQueryable<TicketDue> Of(MonitorDb db) =>
        db.SlaTimers.Where(x => x.MetAt == null && x.DueAt != null).Select(x => new TicketDue { TicketId = x.TicketId, At = x.DueAt })
            .Concat(db.Tickets.Where(t => t.DueAt != null && t.ResolvedAt == null).Select(t => new TicketDue { TicketId = t.Id, At = t.DueAt }));
}
