using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Web.Hosting;

namespace Monitor.Web.Notifications.Deliveries;

/// <summary>
/// The figures of notices as series of the product itself, and late ones as a trouble in its health: a channel that is dead cannot tell of itself.
/// </summary>
internal sealed class DeliveryWatch(IDbContextFactory<MonitorDb> contexts, SelfMetrics metrics, HealthBoard board, TimeProvider time, ILogger<DeliveryWatch> logger)
    : SupervisedLoop(board, time, logger)
{
    private const string Part = "notices";
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    private readonly HealthBoard _board = board;
    private readonly TimeProvider _time = time;
    private Figures _figures = new(0, 0, 0, 0);

    private sealed record Figures(int Waiting, double OldestSeconds, int GivenUp, int Unrouted);

    protected override string LoopName => "figures of notices";

    protected override async Task RunAsync(CancellationToken cancellationToken)
    {
        metrics.AddGauge("monitor.notices_waiting", () => _figures.Waiting);
        metrics.AddGauge("monitor.notices_oldest_seconds", () => _figures.OldestSeconds);
        metrics.AddGauge("monitor.notices_given_up", () => _figures.GivenUp);
        metrics.AddGauge("monitor.notices_unrouted", () => _figures.Unrouted);
        using var timer = new PeriodicTimer(Interval, _time);
        do
        {
            _figures = await ReadAsync(cancellationToken);
            if (_figures.OldestSeconds > DeliveryQueries.Late.TotalSeconds)
            {
                _board.Degraded(Part, $"{_figures.Waiting} wait to be sent, the oldest since {_figures.OldestSeconds / 60:0} min; Admin, Notices says why");
            }
            else
            {
                _board.Good(Part);
            }
        }
        while (await timer.WaitForNextTickAsync(cancellationToken));
    }

    private async Task<Figures> ReadAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var now = _time.GetUtcNow();
        var since = now - TimeSpan.FromDays(1);
        var waiting = await db.Deliveries.Where(d => d.DueAt != null).GroupBy(_ => 1)
            .Select(g => new { Count = g.Count(), Oldest = g.Min(d => d.CreatedAt) }).FirstOrDefaultAsync(cancellationToken);
        return new Figures(
            waiting?.Count ?? 0, waiting is null ? 0 : Math.Max(0, (now - waiting.Oldest).TotalSeconds),
            await db.Deliveries.CountAsync(d => d.GivenUpAt > since, cancellationToken),
            await db.OutboxMessages.CountAsync(m => m.RoutedAt == null, cancellationToken));
    }
}
