namespace Monitor.Domain.Tickets;

public enum TicketEntryKind
{
    /// <summary>The ticket was opened.</summary>
    Opened,
    Comment,

    /// <summary>A field or the state changed.</summary>
    Change,

    /// <summary>Written by the product: a problem's end, a finding.</summary>
    Report,
}

/// <summary>One line of a ticket's history and conversation, in the order of its id.</summary>
public sealed class TicketEntry
{
    public const int TextLength = 20_000;

    public long Id { get; set; }

    public int TicketId { get; set; }

    public DateTimeOffset At { get; set; }

    /// <summary>Null when the product wrote it.</summary>
    public int? UserId { get; set; }

    public TicketEntryKind Kind { get; set; }

    public required string Text { get; set; }

    /// <summary>Not shown to the requester.</summary>
    public bool IsInternal { get; set; }

    /// <summary>Null while nobody changed the text; earlier texts are kept as <see cref="Conversation.TicketEntryVersion"/>.</summary>
    public DateTimeOffset? EditedAt { get; set; }

    /// <summary>Time that its author spent, in minutes; 0: none was noted.</summary>
    public int SpentMinutes { get; set; }

    /// <summary>The key that the form or the caller made: unique, so that a command that comes twice has one effect.</summary>
    public Guid? CommandKey { get; set; }
}
