using Monitor.Web.Live;

namespace Monitor.Web.Problems.Ledger;

/// <summary>
/// A silence that is ended or a ticket that is acknowledged takes effect at once on the node where it happened; the job finds the rest. One round a second
/// at most.
/// </summary>
internal sealed class LedgerWake(ProblemLedger ledger, LiveFeed live, TimeProvider time, ILogger<LedgerWake> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var subscription = live.Subscribe(LiveFeed.Suppression, LiveFeed.Tickets);
        await foreach (var _ in subscription.ChangesAsync(stoppingToken))
        {
            try
            {
                await ledger.SweepAsync(stoppingToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                logger.LogWarning(exception, "What holds people from being told was not applied at once; the job does it within {Interval}", LedgerSweepJob.Interval);
            }

            await Task.Delay(Pause, time, stoppingToken);
        }
    }
}
