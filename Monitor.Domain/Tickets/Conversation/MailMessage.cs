namespace Monitor.Domain.Tickets.Conversation;

public enum MailDirection
{
    In,
    Out,
}

/// <summary>A mail that came or went, by its Message-ID: what an answer refers to, and what must not be taken twice.</summary>
public sealed class MailMessage
{
    public const int MessageIdLength = 500;

    public int Id { get; set; }

    public MailDirection Direction { get; set; }

    /// <summary>Without angle brackets.</summary>
    public required string MessageId { get; set; }

    public int? TicketId { get; set; }

    public long? EntryId { get; set; }

    /// <summary>The other side's address.</summary>
    public string Address { get; set; } = "";

    public string Subject { get; set; } = "";

    public DateTimeOffset At { get; set; }

    /// <summary>What became of it, in words: why it was left aside, or on which ticket it landed.</summary>
    public string Outcome { get; set; } = "";
}
