namespace Monitor.Domain.Tickets.Conversation;

/// <summary>
/// A file of a ticket. Its bytes are a row of their own (<see cref="AttachmentContent"/>), so that every server has them, a backup holds them, and no path is
/// ever made of a name.
/// </summary>
public sealed class Attachment
{
    public const int NameLength = 150;

    public int Id { get; set; }

    public int TicketId { get; set; }

    /// <summary>The entry that it was sent with; null: with the ticket itself.</summary>
    public long? EntryId { get; set; }

    /// <summary>As the sender called it, without path and control characters: shown and offered, never used as a path.</summary>
    public required string Name { get; set; }

    /// <summary>What its first bytes say that it is.</summary>
    public required string ContentType { get; set; }

    /// <summary>In bytes.</summary>
    public int Size { get; set; }

    public required byte[] Sha256 { get; set; }

    public bool IsInternal { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public int? UserId { get; set; }

    /// <summary>Taken away by somebody who may; the row stays and the bytes are gone.</summary>
    public DateTimeOffset? RemovedAt { get; set; }
}

public sealed class AttachmentContent
{
    public int AttachmentId { get; set; }

    public required byte[] Bytes { get; set; }
}
