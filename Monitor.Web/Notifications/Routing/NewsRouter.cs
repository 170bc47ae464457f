using Monitor.Web.Hosting;
using Monitor.Web.Live;

namespace Monitor.Web.Notifications.Routing;

/// <summary>Routes what was announced: at once on the server where it happened, within five seconds wherever it happened.</summary>
internal sealed class NewsRouter(NewsRouting routing, LiveFeed live, HealthBoard board, TimeProvider time, ILogger<NewsRouter> logger)
    : SupervisedLoop(board, time, logger)
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
    private const int BatchSize = 250;

    /// <summary>What comes meanwhile is done together: under load a look costs as much as what it finds.</summary>
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(500);

    private readonly TimeProvider _time = time;

    protected override string LoopName => "routing of notices";

    protected override async Task RunAsync(CancellationToken cancellationToken)
    {
        using var subscription = live.Subscribe(LiveFeed.Tickets, LiveFeed.Problems);
        while (true)
        {
            int done;
            do
            {
                done = await routing.RouteAsync(BatchSize, cancellationToken);
                if (done > 0)
                {
                    live.Publish(LiveFeed.Notices);
                    await Task.Delay(Pace, _time, cancellationToken);
                }
            }
            while (done > 0);
            await subscription.WaitAsync(Interval, _time, cancellationToken);
        }
    }
}
