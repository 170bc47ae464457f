using Monitor.Domain.Problems.Ledger;
using Monitor.Web.Problems;

namespace Monitor.Tests.Problems;

/// <summary>The ledger in short, for tests whose subject is another.</summary>
internal static class LedgerShorthand
{
    /// <summary>True when a problem opened.</summary>
    public static async Task<bool> OpenAsync(this ProblemLedger ledger, Verdict fired, CancellationToken cancellationToken) =>
        await ledger.TakeAsync([fired], cancellationToken) > 0;

    /// <summary>True when it ended the problem of what fired.</summary>
    public static async Task<bool> EndAsync(
        this ProblemLedger ledger, Verdict fired, DateTimeOffset at, string text, double? value, CancellationToken cancellationToken) =>
        await ledger.TakeAsync([fired with { Kind = VerdictKind.Ended, At = at, Summary = text, Value = value }], cancellationToken) > 0;
}
