namespace Monitor.Domain.Problems.Ledger;

/// <summary>One event on its way through the machine.</summary>
internal sealed class LedgerRun(ProblemState state, LedgerEvent e, LedgerPolicy policy)
{
    public ProblemState State { get; set; } = state;

    public LedgerEvent Event { get; } = e;

    public LedgerPolicy Policy { get; } = policy;

    public List<LedgerEffect> Effects { get; } = [];
}
