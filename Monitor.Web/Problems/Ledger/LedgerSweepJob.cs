using Quartz;

namespace Monitor.Web.Problems.Ledger;

/// <summary>Looks every few seconds whether time or people changed what is to be told of open problems.</summary>
internal sealed class LedgerSweepJob(ProblemLedger ledger) : IJob
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        await ledger.ReviewAsync(cancellationToken);
        await ledger.SweepAsync(cancellationToken);
    }
}
