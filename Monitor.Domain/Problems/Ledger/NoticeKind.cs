namespace Monitor.Domain.Problems.Ledger;

/// <summary>What people are told of a problem.</summary>
public enum NoticeKind
{
    Began,

    /// <summary>What they were told is to be expected has come.</summary>
    CameTrue,

    /// <summary>It is worse than was told before.</summary>
    Escalated,

    /// <summary>It is critical, lasts, and nobody has it in hand.</summary>
    Repeat,

    /// <summary>It comes and goes, and is told as one from now on.</summary>
    Flapping,

    Ended,
}
