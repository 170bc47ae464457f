namespace Monitor.Domain.Tickets;

public enum TicketLinkKind
{
    Related,

    /// <summary>The ticket says the same as the other one.</summary>
    Duplicate,

    /// <summary>The ticket was taken out of the other one.</summary>
    Split,
}

/// <summary>One ticket names another. Parents and merges are fields of <see cref="Ticket"/>.</summary>
public sealed class TicketLink
{
    public int TicketId { get; set; }

    public int OtherId { get; set; }

    public TicketLinkKind Kind { get; set; }
}

/// <summary>A word on a ticket, lower case.</summary>
public sealed class TicketTag
{
    public const int TagLength = 50;
    public const int Most = 20;

    public int TicketId { get; set; }

    public required string Tag { get; set; }
}

/// <summary>A host that a ticket is about beside its first one.</summary>
public sealed class TicketHost
{
    public const int Most = 100;

    public int TicketId { get; set; }

    public int HostId { get; set; }
}

/// <summary>Somebody who wants to know what becomes of a ticket.</summary>
public sealed class TicketWatcher
{
    public const int Most = 100;

    public int TicketId { get; set; }

    public int UserId { get; set; }
}
