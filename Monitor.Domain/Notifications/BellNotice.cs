namespace Monitor.Domain.Notifications;

/// <summary>
/// One line of news of a ticket in the bell of everybody who hears it in the same words. It is there as soon as it is written: nothing is sent. News of a
/// ticket that is nobody's go to all who work on tickets, so one row with its readers takes the place of a row for each of them.
/// </summary>
public sealed class BellNotice
{
    public long Id { get; set; }

    /// <summary>The row of the outbox; with <see cref="Text"/> unique, so that nobody is told twice.</summary>
    public long AnnouncementId { get; set; }

    public required string Text { get; set; }

    /// <summary>Where it leads, as a path of the site.</summary>
    public required string Address { get; set; }

    public int TicketId { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>Whose bell it is in. Whether each of them may still see the ticket is asked when the bell is read.</summary>
    public required int[] UserIds { get; set; }
}
