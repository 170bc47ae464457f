using System.Threading.Channels;
using Monitor.Web.Hosting;
using Monitor.Web.Store;

namespace Monitor.Web.Detection;

/// <summary>Subscribes to what this server commits, before the first batch can come, and judges it, one tick after another.</summary>
internal sealed class DetectionLoop(CommitFeed feed, FreshJudge judge, HealthBoard board, TimeProvider time, ILogger<DetectionLoop> logger)
    : SupervisedLoop(board, time, logger)
{
    /// <summary>Groups of ticks that may wait; beyond it the oldest are lost and counted.</summary>
    private const int Capacity = 1024;

    private const int MostAtOnce = 5000;

    private readonly ILogger _log = logger;
    private readonly CommitFeed.Subscription _ticks = feed.Subscribe(Capacity, ownOnly: true);
    private long _skipped;

    public override void Dispose()
    {
        _ticks.Dispose();
        base.Dispose();
    }

    protected override async Task RunAsync(CancellationToken cancellationToken)
    {
        judge.Forget();
        while (await _ticks.Reader.WaitToReadAsync(cancellationToken))
        {
            if (await judge.JudgeAsync(Waiting(_ticks.Reader), cancellationToken))
            {
                ReportSkipped();
            }
        }
    }

    /// <summary>Everything that waits, up to a bound: what many groups tell is then written down together, and whoever fell behind catches up.</summary>
    internal static IReadOnlyList<CommittedTick> Waiting(ChannelReader<IReadOnlyList<CommittedTick>> groups)
    {
        var all = new List<CommittedTick>();
        while (all.Count < MostAtOnce && groups.TryRead(out var group))
        {
            all.AddRange(group);
        }

        return all;
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
