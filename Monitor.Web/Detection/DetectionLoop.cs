using Monitor.Web.Hosting;
using Monitor.Web.Live;
using Monitor.Web.Store;

namespace Monitor.Web.Detection;

/// <summary>Subscribes to what is committed before the first batch can come, and judges it, one tick after another.</summary>
internal sealed class DetectionLoop(
    CommitFeed feed, LiveFeed live, TickJudge judge, HealthBoard board, TimeProvider time, ILogger<DetectionLoop> logger) : SupervisedLoop(board, time, logger)
{
    private readonly TimeProvider _clock = time;
    private readonly ILogger _log = logger;

    /// <summary>Groups of ticks that may wait; beyond it the oldest are lost and counted.</summary>
    private const int Capacity = 1024;

    private static readonly TimeSpan RefreshAfter = TimeSpan.FromMinutes(1);

    private readonly CommitFeed.Subscription _ticks = feed.Subscribe(Capacity);
    private long _skipped;
    private volatile bool _rulesChanged;

    public override void Dispose()
    {
        _ticks.Dispose();
        base.Dispose();
    }

    protected override async Task RunAsync(CancellationToken cancellationToken)
    {
        using var rules = live.Subscribe(LiveFeed.Rules);
        using var watchingEnds = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var watching = WatchRulesAsync(rules, watchingEnds.Token);
        _rulesChanged = true;
        var refreshedAt = _clock.GetTimestamp();
        try
        {
            await foreach (var group in _ticks.Reader.ReadAllAsync(cancellationToken))
            {
                if (_rulesChanged || _clock.GetElapsedTime(refreshedAt) > RefreshAfter)
                {
                    _rulesChanged = false;
                    await judge.RefreshAsync(cancellationToken);
                    refreshedAt = _clock.GetTimestamp();
                    ReportSkipped();
                }

                foreach (var tick in group)
                {
                    await judge.JudgeAsync(tick, cancellationToken);
                }
            }
        }
        finally
        {
            await watchingEnds.CancelAsync();
            await watching;
        }
    }

    private void ReportSkipped()
    {
        var skipped = _ticks.Skipped;
        if (skipped > _skipped)
        {
            _log.LogWarning("Judging fell behind: {Count} ticks were stored but not judged", skipped - _skipped);
            _skipped = skipped;
        }
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
            // The loop ends.
        }
    }
}
