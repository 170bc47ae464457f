using Microsoft.Extensions.Options;
using Monitor.Web.Hosting;
using Monitor.Web.Store;

namespace Monitor.Web.Detection;

/// <summary>
/// Watches what this server commits for anomalies, on a queue of its own: neither ingest nor rules ever wait for it. Where it falls behind, the oldest ticks are skipped, and
/// it says so.
/// </summary>
internal sealed class AnomalyLoop(
    CommitFeed feed, AnomalyJudge judge, DetectionFigures figures, IOptions<DetectionOptions> options, HealthBoard board, TimeProvider time, ILogger<AnomalyLoop> logger)
    : SupervisedLoop(board, time, logger)
{
    /// <summary>Groups of ticks that may wait; beyond it the oldest are skipped.</summary>
    public const int Capacity = 1024;

    private readonly ILogger _log = logger;
    private readonly CommitFeed.Subscription? _ticks = options.Value.Enabled ? feed.Subscribe(Capacity, ownOnly: true) : null;
    private readonly Lock _stopping = new();
    private long _skipped;
    private Task? _saving;

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);

        // Not beside a loop that did not end in time.
        if (_ticks is not null && ExecuteTask is not { IsCompleted: false })
        {
            await SaveOnceAsync(cancellationToken);
        }
    }

    /// <summary>Where two ask for the stop at the same moment, both wait for the one writing.</summary>
    private Task SaveOnceAsync(CancellationToken cancellationToken)
    {
        lock (_stopping)
        {
            return _saving ??= judge.SaveAsync(cancellationToken);
        }
    }

    public override void Dispose()
    {
        _ticks?.Dispose();
        base.Dispose();
    }

    protected override async Task RunAsync(CancellationToken cancellationToken)
    {
        while (_ticks is not null && await _ticks.Reader.WaitToReadAsync(cancellationToken))
        {
            var ticks = DetectionLoop.Waiting(_ticks.Reader);
            try
            {
                await judge.JudgeAsync(ticks, cancellationToken);
            }
            catch
            {
                figures.TicksSkipped(ticks.Count);
                throw;
            }

            ReportSkipped(_ticks.Skipped);
        }
    }

    private void ReportSkipped(long skipped)
    {
        if (skipped > _skipped)
        {
            figures.TicksSkipped(skipped - _skipped);
            _log.LogWarning("Detection fell behind: {Count} ticks were stored but not watched for anomalies", skipped - _skipped);
            _skipped = skipped;
        }
    }
}
