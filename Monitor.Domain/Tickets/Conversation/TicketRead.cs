namespace Monitor.Domain.Tickets.Conversation;

/// <summary>Up to which entry a person has read a ticket.</summary>
public sealed class TicketRead
{
    public int TicketId { get; set; }

    public int UserId { get; set; }

    public long EntryId { get; set; }

    public DateTimeOffset ReadAt { get; set; }
}

/// <summary>A person who is named in an entry with @.</summary>
public sealed class TicketMention
{
    public long EntryId { get; set; }

    public int UserId { get; set; }
}
