using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Notifications;
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

    /// <summary>What people call who acts: the display name, where there is one.</summary>
    public static async Task<string> NameAsync(MonitorDb db, Actor actor, CancellationToken cancellationToken) =>
        await db.Users.Where(u => u.Id == actor.UserId).Select(u => u.DisplayName).SingleOrDefaultAsync(cancellationToken) is { Length: > 0 } name ? name : actor.Name;

    /// <summary>The ticket must have its id.</summary>
    /// <param name="entry">What was written on it, which is what people are told.</param>
    /// <param name="named">People who are told whatever else they are.</param>
    /// <param name="what">What kind of news it is, where the entry and the changed fields do not say it.</param>
    public void Announce(
        MonitorDb db, Ticket ticket, Actor actor, string act, TicketEntry entry, object? before, object? after, IReadOnlyList<int>? named = null, TicketNewsKind? what = null)
    {
        audit.Add(db, actor, act, "ticket", ticket.Number.ToString(System.Globalization.CultureInfo.InvariantCulture), before, after);
        outbox.Add(db, act, $"ticket/{ticket.Number}", new TicketNews
        {
            Number = ticket.Number,
            What = what ?? KindOf(db, ticket, entry),
            State = ticket.State.ToString(),
            AssigneeUserId = ticket.AssigneeUserId,
            By = actor.UserId,
            Text = entry.Text,
            IsInternal = entry.IsInternal,
            Named = named ?? [],
        });
    }

    /// <summary>By the entry and by what of the ticket is not saved yet.</summary>
    public static TicketNewsKind KindOf(MonitorDb db, Ticket ticket, TicketEntry entry) => entry.Kind switch
    {
        TicketEntryKind.Opened => TicketNewsKind.Opened,
        TicketEntryKind.Comment => entry.IsInternal ? TicketNewsKind.Noted : TicketNewsKind.Answered,
        _ => News(db, ticket),
    };

    private static TicketNewsKind News(MonitorDb db, Ticket ticket)
    {
        var entry = db.Entry(ticket);
        return entry.Property(t => t.State).IsModified ? TicketNewsKind.Moved
            : entry.Property(t => t.AssigneeUserId).IsModified ? TicketNewsKind.Assigned
            : TicketNewsKind.Changed;
    }
}
