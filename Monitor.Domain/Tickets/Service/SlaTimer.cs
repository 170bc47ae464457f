namespace Monitor.Domain.Tickets.Service;

/// <summary>
/// One clock of one ticket. It runs in time of its calendar; what has run is kept when it is paused, so that a change of the calendar or of the clock of the
/// server moves only what is still to come.
/// </summary>
public sealed class SlaTimer
{
    public int TicketId { get; set; }

    public SlaClock Clock { get; set; }

    public int PolicyId { get; set; }

    public TimeSpan Target { get; set; }

    public DateTimeOffset StartedAt { get; set; }

    /// <summary>Time of the calendar that had run when it was last paused or started.</summary>
    public TimeSpan Spent { get; set; }

    /// <summary>Since when it runs; null: it is paused or over.</summary>
    public DateTimeOffset? RunningSince { get; set; }

    /// <summary>When it is due, while it runs.</summary>
    public DateTimeOffset? DueAt { get; set; }

    /// <summary>What was promised was done.</summary>
    public DateTimeOffset? MetAt { get; set; }

    /// <summary>When it became late; stays when it is met afterwards.</summary>
    public DateTimeOffset? BreachedAt { get; set; }

    /// <summary>When something is next to be done about it (a step, or becoming late); null: nothing.</summary>
    public DateTimeOffset? NextAt { get; set; }

    /// <summary>How often the clock began anew (next update, reopened): steps fire once in each round.</summary>
    public int Round { get; set; }

    /// <summary>Concurrency token (xmin).</summary>
    public uint RowVersion { get; set; }
}

/// <summary>A step that was taken, by its key unique: a step fires once in a round, whichever server and however often it is looked at.</summary>
public sealed class EscalationFiring
{
    public int TicketId { get; set; }

    public int StepId { get; set; }

    public int Round { get; set; }

    public DateTimeOffset FiredAt { get; set; }
}
