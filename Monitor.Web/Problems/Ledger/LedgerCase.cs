using Monitor.Domain.Problems;
using Monitor.Domain.Problems.Ledger;

namespace Monitor.Web.Problems.Ledger;

/// <summary>One event of one fingerprint, with everything that is needed to write down what follows from it.</summary>
internal sealed record LedgerCase(Host Host, LedgerEvent Event)
{
    /// <summary>The newest problem of the fingerprint, tracked; null: there was never one.</summary>
    public Problem? Problem { get; set; }

    public Verdict? Verdict => (Event as LedgerEvent.Judged)?.Verdict;

    /// <summary>While a host in front of this one is down: the problem that says so.</summary>
    public int? DownProblemId { get; init; }

    public string Summary => Verdict?.Summary ?? Problem?.Summary ?? "";
}
