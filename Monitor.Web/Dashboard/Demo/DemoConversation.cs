using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Domain.Tickets;
using Monitor.Domain.Tickets.Catalog;

namespace Monitor.Web.Dashboard.Demo;

/// <summary>A ticket of the demo in the middle of its life: answers, a note, a checklist, tags and somebody who watches.</summary>
internal static class DemoConversation
{
    /// <param name="people">Lead, technician, requester.</param>
    public static Task WriteAsync(MonitorDb db, Ticket ticket, MonitorUser[] people, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (lead, technician, requester) = (people[0].Id, people[1].Id, people[2].Id);
        db.TicketEntries.AddRange(
            Said(ticket, technician, now.AddHours(-4.5), "Hello Emma, thank you. Does it happen with **new** documents too, or only with those that are open already?"),
            Said(ticket, requester, now.AddHours(-4.2), "With new ones too. Copying one to the desktop is fast:\n\n| where | seconds |\n|---|--:|\n| Projects | 58 |\n| desktop | 1 |"),
            Note(ticket, technician, now.AddHours(-3.9), "The disk of the file server is busy with the indexer since 06:00, see `iostat`. @mia may I stop it until tonight?", 25),
            Note(ticket, lead, now.AddHours(-3.5), "Yes, but let it finish tonight.", 0));
        db.TicketTags.AddRange(new TicketTag { TicketId = ticket.Id, Tag = "file server" }, new TicketTag { TicketId = ticket.Id, Tag = "slow" });
        db.TicketChecks.AddRange(
            new TicketCheck { TicketId = ticket.Id, Text = "Stop the indexer", Position = 0, DoneAt = now.AddHours(-3.4), DoneByUserId = technician },
            new TicketCheck { TicketId = ticket.Id, Text = "Ask Emma whether it is fast again", Position = 1 },
            new TicketCheck { TicketId = ticket.Id, Text = "Move the indexer to the night", Position = 2 });
        db.TicketWatchers.Add(new TicketWatcher { TicketId = ticket.Id, UserId = lead });
        ticket.UpdatedAt = now.AddHours(-3.4);
        return db.SaveChangesAsync(cancellationToken);
    }

    private static TicketEntry Said(Ticket ticket, int userId, DateTimeOffset at, string text) =>
        new() { TicketId = ticket.Id, At = at, UserId = userId, Kind = TicketEntryKind.Comment, Text = text };

    private static TicketEntry Note(Ticket ticket, int userId, DateTimeOffset at, string text, int minutes) =>
        new() { TicketId = ticket.Id, At = at, UserId = userId, Kind = TicketEntryKind.Comment, Text = text, IsInternal = true, SpentMinutes = minutes };
}
