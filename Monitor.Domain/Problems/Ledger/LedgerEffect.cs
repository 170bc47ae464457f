namespace Monitor.Domain.Problems.Ledger;

/// <summary>How a problem begins.</summary>
public enum Beginning
{
    /// <summary>There was never one of this fingerprint.</summary>
    Opened,

    /// <summary>The last one goes on: it ended just now.</summary>
    Reopened,

    /// <summary>The last one ended long ago: a new one that names it.</summary>
    Linked,
}

/// <summary>What follows from an event, in order. Whoever keeps the ledger writes all of it down, or nothing and asks again.</summary>
public abstract record LedgerEffect
{
    public sealed record Began(Beginning How) : LedgerEffect;

    /// <summary>The problem was predicted, and is real now.</summary>
    public sealed record CameTrue : LedgerEffect;

    /// <summary>The problem lasts, and a forecast says that it will be as bad as this; null: no longer.</summary>
    public sealed record Foreseen(Severity? Severity) : LedgerEffect;

    public sealed record SeverityChanged(Severity From, Severity To) : LedgerEffect;

    /// <summary>It began to clear, or fires again.</summary>
    public sealed record PhaseChanged(ProblemPhase Phase) : LedgerEffect;

    public sealed record FlappingBegan : LedgerEffect;

    /// <summary>It has been calm for long enough. When all is well an end follows, else it goes on as any other problem.</summary>
    public sealed record FlappingEnded : LedgerEffect;

    /// <param name="Reason">Why, when no verdict says it; else null.</param>
    public sealed record Ended(string? Reason) : LedgerEffect;

    /// <summary>Others reasons than before hold people from being told, or none any more.</summary>
    public sealed record HoldsChanged(IReadOnlyList<LedgerHold> Holds) : LedgerEffect;

    /// <summary>Something that changes no problem and is to be remembered: pending, abandoned, seen late, or a verdict on a problem that is over.</summary>
    public sealed record Noted(VerdictKind Kind) : LedgerEffect;

    /// <param name="HeldReason">Null: it is sent. Else why it is not.</param>
    /// <param name="HeldBy">The reason's kind; null when sent, and for what joined a ticket or ends what nobody was told of.</param>
    public sealed record Notice(NoticeKind Kind, string? HeldReason, HoldKind? HeldBy = null) : LedgerEffect
    {
        public bool IsSent => HeldReason is null;
    }
}

/// <summary>The state after an event, and what follows from it.</summary>
public sealed record LedgerStep(ProblemState State, IReadOnlyList<LedgerEffect> Effects);
