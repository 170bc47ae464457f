using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Tickets;
using Monitor.Web.Tickets.Service.Escalation;

namespace Monitor.Web.Tickets.Automation;

/// <summary>Tags and watchers of a ticket. What the same transaction has added or taken away, and is not saved yet, counts already.</summary>
internal static class AutomationRows
{
    /// <returns>All tags before and after, and why not.</returns>
    public static async Task<(string Before, string After, string? Error)> TagAsync(MonitorDb db, Ticket ticket, string tag, bool isAdded, CancellationToken cancellationToken)
    {
        await db.TicketTags.Where(t => t.TicketId == ticket.Id).LoadAsync(cancellationToken);
        List<TicketTag> Rows() => [.. db.TicketTags.Local.Where(t => t.TicketId == ticket.Id).OrderBy(t => t.Tag, StringComparer.Ordinal)];
        string Names() => string.Join(", ", Rows().Select(t => t.Tag));
        var (before, row) = (Names(), Rows().Find(t => t.Tag == tag));
        if (isAdded == row is not null)
        {
            return (before, before, null);
        }

        if (isAdded && Rows().Count >= TicketTag.Most)
        {
            return (before, before, $"A ticket has at most {TicketTag.Most} tags.");
        }

        if (row is not null)
        {
            db.TicketTags.Remove(row);
        }
        else if (db.ChangeTracker.Entries<TicketTag>().FirstOrDefault(t => t.State == EntityState.Deleted && t.Entity.TicketId == ticket.Id && t.Entity.Tag == tag) is { } gone)
        {
            gone.State = EntityState.Unchanged;
        }
        else
        {
            db.TicketTags.Add(new TicketTag { TicketId = ticket.Id, Tag = tag });
        }

        return (before, Names(), null);
    }

    /// <returns>Who watches from now on, or why not; neither where that is so already.</returns>
    public static async Task<(string? Name, string? Error)> WatchAsync(MonitorDb db, Ticket ticket, int userId, CancellationToken cancellationToken)
    {
        await db.TicketWatchers.Where(w => w.TicketId == ticket.Id).LoadAsync(cancellationToken);
        var watchers = db.TicketWatchers.Local.Where(w => w.TicketId == ticket.Id).ToList();
        if (watchers.Exists(w => w.UserId == userId))
        {
            return (null, null);
        }

        if (watchers.Count >= TicketWatcher.Most)
        {
            return (null, $"At most {TicketWatcher.Most} people watch one ticket.");
        }

        if (await EscalationPeople.OneAsync(db, ticket, userId, cancellationToken) is not { } person)
        {
            return (null, "This person does not work on tickets or does not see this one.");
        }

        db.TicketWatchers.Add(new TicketWatcher { TicketId = ticket.Id, UserId = userId });
        return (person.Name, null);
    }
}
