namespace Monitor.Domain.Access;

/// <summary>Who changed what, from which value to which, from where. Written in the transaction of the change; never updated or deleted.</summary>
public sealed class AuditEntry
{
    public long Id { get; set; }

    public DateTimeOffset At { get; set; }

    /// <summary>Null when the product itself acted.</summary>
    public int? UserId { get; set; }

    /// <summary>The actor's name as it was then, or <c>system</c>.</summary>
    public required string ActorName { get; set; }

    /// <summary>What was done, such as <c>rule.changed</c>.</summary>
    public required string Act { get; set; }

    /// <summary>The kind of thing acted upon, such as <c>rule</c>.</summary>
    public required string Subject { get; set; }

    public string SubjectId { get; set; } = "";

    /// <summary>JSON of the changed fields before; null for something new. Holds no secrets.</summary>
    public string? Before { get; set; }

    public string? After { get; set; }

    /// <summary>The peer's IP address, from the socket or a listed proxy; empty for the product itself.</summary>
    public string Address { get; set; } = "";
}
