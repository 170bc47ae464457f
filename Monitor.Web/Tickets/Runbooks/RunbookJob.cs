using Quartz;

namespace Monitor.Web.Tickets.Runbooks;

/// <summary>Only the clock: what is due is in the database, and each run is taken once whichever server looks.</summary>
internal sealed class RunbookJob(RunbookProposals proposals, RunbookUpkeep upkeep) : IJob
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        await proposals.LookAsync(cancellationToken);
        await upkeep.LookAsync(cancellationToken);
    }
}
