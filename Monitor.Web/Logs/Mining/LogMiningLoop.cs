using Monitor.Web.Hosting;
using Monitor.Web.Store.Logs;

namespace Monitor.Web.Logs.Mining;

/// <summary>Subscribes to the lines that this server stores, before the first can come, and mines them; what it cannot keep up with is skipped and told.</summary>
internal sealed class LogMiningLoop(LogFeed feed, LogMiner miner, HealthBoard board, TimeProvider time, ILogger<LogMiningLoop> logger) : SupervisedLoop(board, time, logger)
{
    /// <summary>Batches of lines that may wait; beyond it the oldest are lost and counted.</summary>
    private const int Capacity = 4096;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly ILogger _log = logger;
    private readonly TimeProvider _time = time;
    private readonly LogFeed.Subscription _lines = feed.Subscribe(Capacity, ownOnly: true);
    private long _skipped;
    private long _forgotten;

    public override void Dispose()
    {
        _lines.Dispose();
        base.Dispose();
    }

    protected override async Task RunAsync(CancellationToken cancellationToken)
    {
        await miner.LoadAsync(cancellationToken);
        using var timer = new PeriodicTimer(Interval, _time);
        var ready = _lines.Reader.WaitToReadAsync(cancellationToken).AsTask();
        var round = timer.WaitForNextTickAsync(cancellationToken).AsTask();
        while (true)
        {
            if (await Task.WhenAny(ready, round) == round)
            {
                await round;
                await miner.RoundAsync(cancellationToken);
                Report();
                round = timer.WaitForNextTickAsync(cancellationToken).AsTask();
                continue;
            }

            if (!await ready)
            {
                return;
            }

            while (!round.IsCompleted && _lines.Reader.TryRead(out var logs))
            {
                miner.Take(logs);
            }

            ready = _lines.Reader.WaitToReadAsync(cancellationToken).AsTask();
        }
    }

    private void Report()
    {
        var skipped = _lines.Skipped;
        if (skipped > _skipped)
        {
            _log.LogWarning("Mining fell behind: {Count} lines were stored but not counted in series and templates", skipped - _skipped);
            _skipped = skipped;
        }

        var forgotten = miner.Forgotten;
        if (forgotten > _forgotten)
        {
            _log.LogInformation("There are more programs than templates are kept of: {Count} that were silent for longest made room for others", forgotten - _forgotten);
            _forgotten = forgotten;
        }
    }
}
