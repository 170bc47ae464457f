using Microsoft.Extensions.Options;
using Quartz;

namespace Monitor.Web.Detection.Hosts;

/// <summary>Looks at the rows of hosts that are complete, every five minutes one, and tells of what was found. It runs more often than rows come, so that none waits for long.</summary>
internal sealed class HostAnomalyJob(HostWatch watch, AnomalyTeller teller, DetectionSettings settings, IOptions<DetectionOptions> options) : IJob
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        if (!options.Value.Enabled)
        {
            return;
        }

        var facts = await settings.FreshAsync(cancellationToken);
        var report = await watch.RunAsync(facts, cancellationToken);
        await teller.RunAsync(facts, cancellationToken);
        if (report.Failures.Count > 0)
        {
            throw new AggregateException("Some hosts could not be looked at; all others were.", report.Failures);
        }
    }
}
