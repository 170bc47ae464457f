using Monitor.Web.Live;
using Monitor.Web.Store;

namespace Monitor.Web.Dashboard.Demo;

/// <summary>Fills an empty database with a generated month (`./monitor demo`), then lets the generated hosts go on reporting.</summary>
internal sealed class DemoData(
    DemoFleet fleet, DemoHistory history, DemoTickets tickets, DemoForecasts forecasts, DemoEfficiency efficiency, DemoAnomalies anomalies, DemoLogs logs, DemoHappenings happenings, DemoCauses causes, DemoRunbooks runbooks, DemoAgents agents, SampleWriter writer, FleetBoard board, LiveFeed live,
    TimeProvider time, ILogger<DemoData> logger)
    : BackgroundService
{
    private const int RoundsPerProcesses = 2;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            var now = time.GetUtcNow();
            var (members, isNew) = await fleet.EnsureAsync(stoppingToken);
            live.Publish(LiveFeed.Hosts);
            if (isNew)
            {
                await efficiency.WritePastAsync(members, now, stoppingToken);
                await history.WriteAsync(members, now, stoppingToken);
                await efficiency.WriteAsync(now, stoppingToken);
                await tickets.WriteAsync(members, now, stoppingToken);
                await anomalies.WriteAsync(members, now, stoppingToken);
                await happenings.WriteAsync(members, now, stoppingToken);
                await logs.WriteAsync(members, now, stoppingToken);
                await causes.WriteAsync(members, now, stoppingToken);
                await history.CatchUpAsync(members, now, stoppingToken);
                await causes.LookAsync(stoppingToken);
                await runbooks.WriteAsync(members, now, stoppingToken);
                await board.FillCurvesAsync(stoppingToken);
                live.Publish(LiveFeed.Tickets);
                live.Publish(LiveFeed.Anomalies);
                logger.LogInformation("The generated month of {Hosts} hosts is written", members.Count);
            }

            var foretold = isNew ? ForetellAsync(members, now, stoppingToken) : Task.CompletedTask;
            await ReportAsync([.. members.Where(m => m.Profile.Fault != DemoFault.Silent)], now, stoppingToken);
            await foretold;
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server stops.
        }
    }

    /// <summary>Beside the live values, which need not wait for it.</summary>
    private async Task ForetellAsync(IReadOnlyList<DemoFleet.DemoMember> members, DateTimeOffset now, CancellationToken cancellationToken)
    {
        try
        {
            await forecasts.WriteAsync(members, now, cancellationToken);
            live.Publish(LiveFeed.Forecasts);
            logger.LogInformation("The forecasts of the generated month are written");
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            logger.LogError(exception, "The forecasts of the generated month could not be written; those of now come as on any server");
        }
    }

    private async Task ReportAsync(IReadOnlyList<DemoFleet.DemoMember> members, DateTimeOffset origin, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        var round = 0;
        var written = Slot(origin);
        do
        {
            var (at, withProcesses) = (time.GetUtcNow(), round++ % RoundsPerProcesses == 0);
            var end = Slot(at);
            await Task.WhenAll(members.Select(async member =>
            {
                var batch = new SampleBatch { HostId = member.HostId, ArrivedAt = at, IsFromAgent = true };
                batch.Ticks.Add(DemoHistory.Row(member, at, origin));
                if (withProcesses)
                {
                    batch.Add(DemoProcesses.Row(member.Profile, at, origin));
                }

                using var lines = await logs.AddAsync(batch, member, written, end, origin, cancellationToken);
                lines.Settle(await writer.WriteAsync(batch, cancellationToken));
            }));
            written = end;
            await agents.AnswerAsync(members, cancellationToken);
        }
        while (await timer.WaitForNextTickAsync(cancellationToken));
    }

    /// <summary>The start of the one in which a time lies.</summary>
    private static DateTimeOffset Slot(DateTimeOffset at) => new(at.UtcTicks - (at.UtcTicks % DemoLogLines.Slot.Ticks), TimeSpan.Zero);
}
