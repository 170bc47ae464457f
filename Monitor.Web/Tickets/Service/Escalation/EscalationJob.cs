using Quartz;

namespace Monitor.Web.Tickets.Service.Escalation;

/// <summary>Only the clock: what is due is in the database, and each ticket is taken once whichever server looks.</summary>
internal sealed class EscalationJob(Escalations escalations) : IJob
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken) => await escalations.TakeDueAsync(cancellationToken);
}
