using Monitor.Web.Hosting;
using Monitor.Web.Store;

namespace Monitor.Web.Detection;

/// <summary>Subscribes to what is committed before the first batch can come, and judges it, one tick after another.</summary>
internal sealed class DetectionLoop(CommitFeed feed, FreshJudge judge, HealthBoard board, TimeProvider time, ILogger<DetectionLoop> logger)
    : SupervisedLoop(board, time, logger)
{
    /// <summary>Groups of ticks that may wait; beyond it the oldest are lost and counted.</summary>
    private const int Capacity = 1024;

    private readonly ILogger _log = logger;
    private readonly CommitFeed.Subscription _ticks = feed.Subscribe(Capacity);
    private long _skipped;

    public override void Dispose()
    {
        _ticks.Dispose();
        base.Dispose();
    }

    protected override async Task RunAsync(CancellationToken cancellationToken)
    {
        judge.Forget();
        await foreach (var group in _ticks.Reader.ReadAllAsync(cancellationToken))
        {
            if (await judge.JudgeAsync(group, cancellationToken))
            {
                ReportSkipped();
            }
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
}
