using Monitor.Data;
using Monitor.Domain.Tickets;
using Monitor.Web.Access;
using Monitor.Web.Store;

namespace Monitor.Web.Tickets;

/// <summary>What every change of a ticket leaves behind, in the transaction of the change: an entry, an audit row, an announcement.</summary>
public sealed class TicketJournal(AuditLog audit, Outbox outbox, TimeProvider time)
{
    public DateTimeOffset Now => time.GetUtcNow();

    public TicketEntry Entry(Ticket ticket, Actor actor, TicketEntryKind kind, string text, Guid? key, bool isInternal = false) => new()
    {
        TicketId = ticket.Id,
        At = Now,
        UserId = actor.UserId,
        Kind = kind,
        Text = text,
        IsInternal = isInternal,
        CommandKey = key,
    };

    /// <summary>The ticket must have its id.</summary>
    public void Announce(MonitorDb db, Ticket ticket, Actor actor, string act, object? before, object? after)
    {
        audit.Add(db, actor, act, "ticket", ticket.Number.ToString(System.Globalization.CultureInfo.InvariantCulture), before, after);
        outbox.Add(db, act, $"ticket/{ticket.Number}", new { ticket.Number, State = ticket.State.ToString(), ticket.AssigneeUserId, By = actor.UserId });
    }
}
