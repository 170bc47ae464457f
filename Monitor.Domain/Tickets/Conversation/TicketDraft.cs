namespace Monitor.Domain.Tickets.Conversation;

/// <summary>What a person has typed on a ticket and not sent. Ticket 0 is the one that is being opened.</summary>
public sealed class TicketDraft
{
    public int UserId { get; set; }

    public int TicketId { get; set; }

    public required string Text { get; set; }

    public bool IsInternal { get; set; }

    public DateTimeOffset UpdatedAt { get; set; }
}
