namespace Monitor.Web.Hosting;

/// <summary>
/// The base of everything that runs in the background: a loop that throws is logged, shown as degraded and started again, later and later while it keeps
/// failing; it never takes the server down. It counts as good again once it has run for as long as its last wait.
/// </summary>
public abstract class SupervisedLoop(HealthBoard board, TimeProvider time, ILogger logger) : BackgroundService
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    /// <summary>How the loop is called in /health/ready.</summary>
    protected virtual string LoopName => GetType().Name;

    /// <summary>Runs until the token is cancelled; returning earlier ends the loop for good.</summary>
    protected abstract Task RunAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Several loops as one: the first that fails ends the others, and its failure is the one of all. Waited for together, it would be heard of only when the last of them ends, which is
    /// when the server stops. One that returns is done.
    /// </summary>
    protected static async Task TogetherAsync(CancellationToken cancellationToken, params Func<CancellationToken, Task>[] loops)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task[] running = [.. loops.Select(l => l(end.Token))];
        try
        {
            await foreach (var done in Task.WhenEach(running))
            {
                await done;
            }
        }
        finally
        {
            await end.CancelAsync();
            await Task.WhenAll(running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    protected sealed override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Off the thread that starts the host, whatever the loop does before its first await.
        await Task.Yield();
        for (var wait = FirstWait; !stoppingToken.IsCancellationRequested;)
        {
            var started = time.GetTimestamp();
            try
            {
                await using var good = time.CreateTimer(_ => board.Good(LoopName), null, wait, Timeout.InfiniteTimeSpan);
                await RunAsync(stoppingToken);
                board.Good(LoopName);
                return;
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                board.Degraded(LoopName, $"failed ({e.GetType().Name}) and is started again");
                wait = time.GetElapsedTime(started) > LongestWait ? FirstWait : wait;
                logger.LogError(e, "{LoopName} failed and is started again in about {Wait}", LoopName, wait);
            }

            await Task.Delay(wait * (0.5 + Random.Shared.NextDouble()), time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            wait = wait * 2 < LongestWait ? wait * 2 : LongestWait;
        }
    }
}
