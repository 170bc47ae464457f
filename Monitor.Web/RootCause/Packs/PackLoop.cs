using Monitor.Web.Hosting;
using Monitor.Web.Live;

namespace Monitor.Web.RootCause.Packs;

/// <summary>Looks for tickets without evidence: when one opens anywhere, at most four times a second, and every five seconds for what is to be completed.</summary>
internal sealed class PackLoop(PackMaker maker, LiveFeed live, HealthBoard board, TimeProvider time, ILogger<PackLoop> logger) : SupervisedLoop(board, time, logger)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    /// <summary>What changes meanwhile is looked at together: where tickets come by the hundred, a look at each change costs as much as opening them.</summary>
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(250);
    private readonly TimeProvider _time = time;

    protected override string LoopName => "evidence of tickets";

    protected override async Task RunAsync(CancellationToken cancellationToken)
    {
        using var subscription = live.Subscribe(LiveFeed.Tickets, LiveFeed.Problems);
        while (true)
        {
            while (await maker.RunAsync(cancellationToken) > 0)
            {
            }

            await Task.Delay(Pace, TimeProvider.System, cancellationToken);
            await subscription.WaitAsync(Interval, _time, cancellationToken);
        }
    }
}
