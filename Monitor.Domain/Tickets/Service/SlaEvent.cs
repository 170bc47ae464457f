namespace Monitor.Domain.Tickets.Service;

/// <summary>What somebody said with a change of a ticket.</summary>
public enum SlaWord
{
    /// <summary>Nothing that the other side could read.</summary>
    None,

    /// <summary>The requester asks: the opening, a comment, or that it is not solved.</summary>
    Request,

    /// <summary>Somebody else answers where the requester can read it.</summary>
    Answer,
}

/// <summary>One change of a ticket as its clocks see it.</summary>
public sealed record SlaEvent(DateTimeOffset At, TicketState Before, TicketState State)
{
    public SlaWord Word { get; init; }

    public bool IsNew { get; init; }

    /// <summary>Somebody had answered before.</summary>
    public bool WasAnswered { get; init; }

    /// <summary>Priority, category, requester or host changed, or there was no choice yet: the policy is chosen anew.</summary>
    public bool Chooses { get; init; }

    public bool IsDone => State is TicketState.Resolved or TicketState.Closed;

    public bool IsReopened => !IsDone && Before is TicketState.Resolved or TicketState.Closed;
}
