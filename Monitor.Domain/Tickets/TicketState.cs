namespace Monitor.Domain.Tickets;

public enum TicketState
{
    New,
    Open,
    Pending,
    Resolved,
    Closed,
}

public enum TicketPriority
{
    Low,
    Medium,
    High,
    Urgent,
}

/// <summary>How far the harm reaches, or how soon it must end.</summary>
public enum TicketLevel
{
    Low,
    Medium,
    High,
}

public enum TicketKind
{
    /// <summary>Something is broken.</summary>
    Incident,

    /// <summary>Somebody wants something.</summary>
    Request,

    /// <summary>The cause behind incidents.</summary>
    Problem,
    Change,
}

public enum PendingReason
{
    /// <summary>The requester has to answer; the answer opens the ticket again.</summary>
    Customer,
    Vendor,

    /// <summary>Nothing is to be done before a date.</summary>
    Date,
}

public enum TicketSource
{
    /// <summary>The product itself.</summary>
    Monitor,

    /// <summary>A person at the screen.</summary>
    Portal,
    Api,
    Mail,
}
