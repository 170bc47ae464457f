using Microsoft.Extensions.Options;
using Monitor.Web.Detection.Peers;
using Quartz;

namespace Monitor.Web.Detection.Hosts;

/// <summary>Looks at the rows of hosts that are complete, every five minutes one, each beside its own past and beside its peers, and tells of what was found. It runs more often than rows come, so that none waits for long.</summary>
internal sealed class HostAnomalyJob(HostWatch watch, PeerWatch peers, AnomalyTeller teller, DetectionFactsReader settings, IOptions<DetectionOptions> options) : IJob
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        var facts = await settings.FreshAsync(cancellationToken);
        if (!options.Value.Enabled)
        {
            // What was found before goes on for nobody.
            await teller.EndAllAsync(facts, cancellationToken);
            return;
        }

        var report = await watch.RunAsync(facts, cancellationToken);
        IReadOnlyList<Exception> failures = [.. report.Failures, .. await peers.RunAsync(facts, cancellationToken)];
        await teller.RunAsync(facts, cancellationToken);
        if (failures.Count > 0)
        {
            throw new AggregateException("Some hosts could not be looked at; all others were.", failures);
        }
    }
}
