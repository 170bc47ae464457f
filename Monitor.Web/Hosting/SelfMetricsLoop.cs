namespace Monitor.Web.Hosting;

internal sealed class SelfMetricsLoop(SelfMetrics metrics, HealthBoard board, TimeProvider time, ILogger<SelfMetricsLoop> logger)
    : SupervisedLoop(board, time, logger)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);
    private readonly TimeProvider _time = time;

    protected override async Task RunAsync(CancellationToken cancellationToken)
    {
        metrics.AddProcess();
        var last = _time.GetTimestamp();
        metrics.Read(TimeSpan.Zero);
        using var timer = new PeriodicTimer(Interval, _time);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            var (at, values) = metrics.Read(_time.GetElapsedTime(last));
            last = _time.GetTimestamp();
            if (metrics.Sink is { } sink)
            {
                await sink(at, values, cancellationToken);
            }
        }
    }
}
