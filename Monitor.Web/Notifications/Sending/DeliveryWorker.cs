using Monitor.Web.Hosting;
using Monitor.Web.Live;

namespace Monitor.Web.Notifications.Sending;

/// <summary>Sends what is due of one channel: at once when it was routed on this server, within five seconds else.</summary>
internal sealed class DeliveryWorker(
    INotificationChannel channel, DeliveryPost post, LiveFeed live, HealthBoard board, TimeProvider time, ILogger logger)
    : SupervisedLoop(board, time, logger)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
    private readonly TimeProvider _time = time;

    protected override string LoopName => $"notices by {channel.Name}";

    protected override async Task RunAsync(CancellationToken cancellationToken)
    {
        // One lane that fails ends the others too, and all begin anew.
        using var together = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var lanes = Enumerable.Range(0, channel.Lanes).Select(_ => LaneAsync(together.Token)).ToList();
        await Task.WhenAny(lanes);
        await together.CancelAsync();
        await Task.WhenAll(lanes);
    }

    private async Task LaneAsync(CancellationToken cancellationToken)
    {
        using var subscription = live.Subscribe(LiveFeed.Notices);
        while (true)
        {
            while (await post.SendNextAsync(channel, cancellationToken))
            {
            }

            await subscription.WaitAsync(Interval, _time, cancellationToken);
        }
    }
}
