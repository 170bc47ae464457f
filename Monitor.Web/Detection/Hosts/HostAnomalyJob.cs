using Microsoft.Extensions.Options;
using Monitor.Web.Detection.Peers;
using Quartz;

namespace Monitor.Web.Detection.Hosts;

/// <summary>
/// Looks at the rows of hosts that are complete, every five minutes one, each beside its own past and beside its peers, and tells of what was found. It runs more often than rows come, so
/// that none waits for long. A step that fails keeps none of the others from being done.
/// </summary>
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

        var failures = new List<Exception>();
        await DoAsync(async () => failures.AddRange((await watch.RunAsync(facts, cancellationToken)).Failures));
        await DoAsync(async () => failures.AddRange(await peers.RunAsync(facts, cancellationToken)));
        await DoAsync(() => teller.RunAsync(facts, cancellationToken));
        if (failures.Count > 0)
        {
            // One entry of the log for all of them.
            throw new AggregateException("Something of the hosts' anomalies could not be done; all the rest was.", failures);
        }

        async Task DoAsync(Func<Task> step)
        {
            try
            {
                await step();
            }
            catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
            {
                failures.Add(failure);
            }
        }
    }
}
