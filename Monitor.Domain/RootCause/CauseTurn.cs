namespace Monitor.Domain.RootCause;

/// <summary>When a problem is looked at next for its cause. One row for each problem; the rows are the queue, and whoever takes a turn puts it off, so that nobody else does meanwhile.</summary>
public sealed class CauseTurn
{
    public int ProblemId { get; init; }

    /// <summary>The beginning that the runs belong to: when it was written down, or when it came true where it had been predicted; a problem that came back is looked at anew.</summary>
    public DateTimeOffset OpenedAt { get; set; }

    /// <summary>Null: nothing more to do.</summary>
    public DateTimeOffset? DueAt { get; set; }

    /// <summary>Higher ones first: Critical is 2.</summary>
    public int Urgency { get; set; }

    /// <summary>Runs that were made.</summary>
    public int Runs { get; set; }

    /// <summary>Left out, because too many waited.</summary>
    public bool IsSkipped { get; set; }

    /// <summary>The cause that the ticket was told last.</summary>
    public string? ToldKey { get; set; }
}
