namespace Monitor.Domain.Problems.Ledger;

/// <summary>Why nobody is told now, in the order in which reasons are given.</summary>
public enum HoldKind
{
    FirstDay,
    Maintenance,
    Silence,
    Dependency,
    Acknowledged,
    Snoozed,

    /// <summary>Somebody called the ticket done although the problem lasts.</summary>
    Done,
}

/// <summary>One reason why nobody is told at a moment, in words that follow "nobody was told: ".</summary>
public sealed record LedgerHold(HoldKind Kind, string Text)
{
    /// <summary>A person has it in hand: no repeats, but still the step to critical.</summary>
    public bool LetsCriticalThrough => Kind is HoldKind.Acknowledged or HoldKind.Done;
}

/// <summary>A ticket that a problem may join instead of being told itself: others that began just before it made it.</summary>
/// <param name="ToldSeverity">What people were told of that ticket is this bad; what is worse is told all the same.</param>
public sealed record JoinOffer(int TicketId, int TicketNumber, Severity ToldSeverity);
