namespace Monitor.Domain.Tickets;

/// <summary>The work item. It knows hosts and people by id and no problem type.</summary>
public sealed class Ticket
{
    public const int TitleLength = 300;
    public const int NoteLength = 1000;

    /// <summary>How long an acknowledgement with an end, or a snooze, may last.</summary>
    public static readonly TimeSpan LongestHold = TimeSpan.FromDays(30);

    public int Id { get; set; }

    /// <summary>What people say: 1, 2, 3, without holes that mean anything.</summary>
    public int Number { get; set; }

    public required string Title { get; set; }

    public string Description { get; set; } = "";

    public TicketKind Kind { get; set; }

    /// <summary>By which door it came.</summary>
    public TicketSource Source { get; set; }

    public TicketState State { get; set; }

    /// <summary>Whom or what a pending ticket waits for; null in every other state.</summary>
    public PendingReason? PendingReason { get; set; }

    /// <summary>When a pending ticket is open again by itself; null: it is not.</summary>
    public DateTimeOffset? PendingUntil { get; set; }

    public TicketLevel Impact { get; set; } = TicketLevel.Medium;

    public TicketLevel Urgency { get; set; } = TicketLevel.Medium;

    /// <summary>From impact and urgency by the matrix, until somebody who may sets another.</summary>
    public TicketPriority Priority { get; set; }

    public int? CategoryId { get; set; }

    public int? RequesterUserId { get; set; }

    public int? AssigneeUserId { get; set; }

    /// <summary>The queue.</summary>
    public int? TeamId { get; set; }

    public int? HostId { get; set; }

    /// <summary>The metric, value and limit that opened it; null for a ticket that a person opened.</summary>
    public string? Metric { get; set; }

    public double? Value { get; set; }

    public double? Limit { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset UpdatedAt { get; set; }

    public DateTimeOffset? ResolvedAt { get; set; }

    public DateTimeOffset? ClosedAt { get; set; }

    /// <summary>When somebody wants it done; a promise (SLA) has clocks of its own.</summary>
    public DateTimeOffset? DueAt { get; set; }

    /// <summary>Resolving or closing the parent resolves this one.</summary>
    public int? ParentId { get; set; }

    /// <summary>Closed because everything of it went on in that one.</summary>
    public int? MergedIntoId { get; set; }

    /// <summary>The first public answer of somebody other than the requester.</summary>
    public DateTimeOffset? FirstRespondedAt { get; set; }

    /// <summary>The newest public answer of somebody other than the requester.</summary>
    public DateTimeOffset? LastRespondedAt { get; set; }

    /// <summary>The newest word of the requester, the opening included.</summary>
    public DateTimeOffset? LastRequestedAt { get; set; }

    public int ReopenedCount { get; set; }

    /// <summary>Since when somebody has it in hand: no repeats are sent, but still the step to critical. Null: nobody has.</summary>
    public DateTimeOffset? AcknowledgedAt { get; set; }

    /// <summary>When the acknowledgement ends by itself; null: with the ticket.</summary>
    public DateTimeOffset? AcknowledgedUntil { get; set; }

    public int? AcknowledgedByUserId { get; set; }

    public string AcknowledgedNote { get; set; } = "";

    /// <summary>Since when it is put off: nothing of its problem is sent until <see cref="SnoozedUntil"/>; promises are kept and told all the same. Null: it is not.</summary>
    public DateTimeOffset? SnoozedAt { get; set; }

    public DateTimeOffset? SnoozedUntil { get; set; }

    public int? SnoozedByUserId { get; set; }

    public string SnoozeNote { get; set; } = "";

    /// <summary>True once a person has done anything with it: the end of its problem then only adds an entry.</summary>
    public bool Touched { get; set; }

    /// <summary>Concurrency token (xmin).</summary>
    public uint RowVersion { get; set; }

    /// <summary>Changes the state and its dates. Throws <see cref="InvalidOperationException"/> for a move that the table does not have.</summary>
    public void MoveTo(TicketState state, DateTimeOffset at)
    {
        if (!TicketMoves.Exists(State, state))
        {
            throw new InvalidOperationException($"A ticket cannot move from {State} to {state}.");
        }

        State = state;
        UpdatedAt = at;
        ResolvedAt = state switch
        {
            TicketState.Resolved => at,
            TicketState.Closed => ResolvedAt ?? at,
            _ => null,
        };
        ClosedAt = state == TicketState.Closed ? at : null;
        if (state != TicketState.Pending)
        {
            (PendingReason, PendingUntil) = (null, null);
        }

        if (state is TicketState.Resolved or TicketState.Closed)
        {
            // What comes back after it was called done is told anew.
            Release();
            WakeUp();
        }
    }

    /// <summary>Waits for somebody or for a date; one that waits already only changes for what.</summary>
    public void Pend(PendingReason reason, DateTimeOffset? until, DateTimeOffset at)
    {
        if (State != TicketState.Pending)
        {
            MoveTo(TicketState.Pending, at);
        }

        (PendingReason, PendingUntil) = (reason, until);
    }

    public void Acknowledge(int? userId, string note, DateTimeOffset? until, DateTimeOffset at) =>
        (AcknowledgedAt, AcknowledgedUntil, AcknowledgedByUserId, AcknowledgedNote) = (at, until, userId, note);

    public void Release() => (AcknowledgedAt, AcknowledgedUntil, AcknowledgedByUserId, AcknowledgedNote) = (null, null, null, "");

    public void Snooze(int? userId, string note, DateTimeOffset until, DateTimeOffset at) =>
        (SnoozedAt, SnoozedUntil, SnoozedByUserId, SnoozeNote) = (at, until, userId, note);

    public void WakeUp() => (SnoozedAt, SnoozedUntil, SnoozedByUserId, SnoozeNote) = (null, null, null, "");
}
