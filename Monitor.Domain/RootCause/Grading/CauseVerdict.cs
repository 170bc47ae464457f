namespace Monitor.Domain.RootCause.Grading;

/// <summary>What a person said about the findings of a ticket.</summary>
public enum VerdictKind
{
    /// <summary>One of the findings was it.</summary>
    Finding,

    /// <summary>Something else, in words.</summary>
    Other,

    /// <summary>Nobody knows; it teaches nothing.</summary>
    Unknown,
}

/// <summary>The true cause of a ticket's problem, as the person who closed it gave it. One for each ticket; a later one replaces it.</summary>
public sealed class CauseVerdict
{
    public const int WordsLength = 500;

    public int TicketId { get; init; }

    public int ProblemId { get; set; }

    public VerdictKind Kind { get; set; }

    /// <summary>The cause that was right: a finding's key, or "none" where there was none; null where it is something else or not known.</summary>
    public string? CauseKey { get; set; }

    /// <summary>The rank of that finding, 0 where it was none of them.</summary>
    public int Rank { get; set; }

    /// <summary>What the person wrote.</summary>
    public string Words { get; set; } = "";

    /// <summary>Method, score and confidence of the first finding, at the time.</summary>
    public required string Method { get; set; }

    public double Score { get; set; }

    public double Confidence { get; set; }

    public int? UserId { get; set; }

    public DateTimeOffset At { get; set; }

    /// <summary>The first finding was right.</summary>
    public bool IsFirst => Kind == VerdictKind.Finding && Rank == 1;
}
