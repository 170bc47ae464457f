namespace Monitor.Domain.Problems.Ledger;

/// <summary>What happens to a fingerprint, together with what holds at that moment.</summary>
/// <param name="Now">The server's clock. It may go back.</param>
/// <param name="Holds">All reasons at this moment why nobody is told, in their order; empty: somebody is.</param>
public abstract record LedgerEvent(DateTimeOffset Now, IReadOnlyList<LedgerHold> Holds)
{
    /// <summary>A ticket that the problem may join instead of being told.</summary>
    public JoinOffer? Offer { get; init; }

    /// <summary>A judge found something.</summary>
    public sealed record Judged(Verdict Verdict, DateTimeOffset Now, IReadOnlyList<LedgerHold> Holds) : LedgerEvent(Now, Holds)
    {
        /// <summary>The host is in its first day and this kind of problem waits for the second.</summary>
        public bool IsFirstDay { get; init; }
    }

    /// <summary>Time went by, or the reasons why nobody is told are others: silences, maintenance, dependencies, acknowledged, snoozed or done tickets.</summary>
    public sealed record Ticked(DateTimeOffset Now, IReadOnlyList<LedgerHold> Holds) : LedgerEvent(Now, Holds);

    /// <summary>Nobody would judge it any more: the rule, the host or the group is gone, or says something else.</summary>
    public sealed record Withdrawn(string Reason, DateTimeOffset Now, IReadOnlyList<LedgerHold> Holds) : LedgerEvent(Now, Holds);
}
