namespace Monitor.Domain.Tickets.Conversation;

/// <summary>What an entry said before it was changed.</summary>
public sealed class TicketEntryVersion
{
    public int Id { get; set; }

    public long EntryId { get; set; }

    public required string Text { get; set; }

    /// <summary>When this text was replaced, and by whom.</summary>
    public DateTimeOffset ReplacedAt { get; set; }

    public int? ReplacedByUserId { get; set; }
}
