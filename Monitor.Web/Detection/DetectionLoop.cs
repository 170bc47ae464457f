using Monitor.Web.Live;
using Monitor.Web.Store;

namespace Monitor.Web.Detection;

/// <summary>Subscribes to what is committed before the first batch can come, and judges it. A failed round is logged and the loop goes on.</summary>
internal sealed class DetectionLoop(CommitFeed feed, LiveFeed live, Judge judge, TimeProvider time, ILogger<DetectionLoop> logger) : BackgroundService
{
    /// <summary>Groups of ticks that may wait; beyond it the oldest are lost and counted.</summary>
    private const int Capacity = 1024;

    private static readonly TimeSpan RefreshAfter = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(1);

    private CommitFeed.Subscription? _ticks;
    private volatile bool _rulesChanged = true;

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        _ticks = feed.Subscribe(Capacity);
        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var ticks = _ticks!;
        using var rules = live.Subscribe(LiveFeed.Rules);
        var watching = WatchRulesAsync(rules, stoppingToken);
        var refreshedAt = time.GetTimestamp();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await foreach (var group in ticks.Reader.ReadAllAsync(stoppingToken))
                {
                    if (_rulesChanged || time.GetElapsedTime(refreshedAt) > RefreshAfter)
                    {
                        _rulesChanged = false;
                        await judge.RefreshAsync(stoppingToken);
                        refreshedAt = time.GetTimestamp();
                    }

                    foreach (var tick in group)
                    {
                        await judge.JudgeAsync(tick, stoppingToken);
                    }
                }

                break;
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception exception)
            {
                _rulesChanged = true;
                logger.LogError(exception, "Judging failed; going on with the next ticks in {Pause}", PauseAfterFailure);
                await Task.Delay(PauseAfterFailure, time, stoppingToken).ContinueWith(_ => { }, TaskScheduler.Default);
            }
        }

        await watching;
    }

    private async Task WatchRulesAsync(LiveFeed.Subscription rules, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var _ in rules.ChangesAsync(cancellationToken))
            {
                _rulesChanged = true;
            }
        }
        catch (OperationCanceledException)
        {
            // The application stops.
        }
    }
}
