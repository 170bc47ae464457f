using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Domain.Forecasting;
using Monitor.Web.Access;
using Monitor.Web.Forecasting.Refreshing;
using Monitor.Web.Jobs;

namespace Monitor.Web.Forecasting;

/// <summary>"Forecast now", for one series or all of a host: puts them before everything else and wakes the job.</summary>
public sealed class ForecastDesk(IDbContextFactory<MonitorDb> contexts, AuditLog audit, JobStarter jobs, TimeProvider time)
{
    /// <summary>Asking twice is asking once: what is asked for already, is still learning or as new as it can be, is left alone, and nothing is written down again.</summary>
    public async Task<ForecastOutcome> ForecastNowAsync(Actor actor, int? hostId, int? seriesId, CancellationToken cancellationToken)
    {
        actor.Demand(Permissions.ForecastsManage);
        if (hostId is null == seriesId is null)
        {
            return ForecastOutcome.Invalid("Name one series or one host.");
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var series = VisibleSeries.Of(db, actor).Where(s => seriesId == null ? s.HostId == hostId : s.SeriesId == seriesId).Select(s => s.SeriesId);
        if (!await series.AnyAsync(cancellationToken))
        {
            return ForecastOutcome.NotFound;
        }

        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var asked = 0;
        foreach (var shape in GridShape.All)
        {
            var newest = shape.Floor(time.GetUtcNow());
            asked += await db.ForecastTasks
                .Where(t => t.Grid == shape.Grid && series.Contains(t.SeriesId) && t.DueAt > ForecastAsked.At && t.State != ForecastState.Learning && (t.LatestStartsAt == null || t.LatestStartsAt != newest))
                .ExecuteUpdateAsync(set => set.SetProperty(t => t.DueAt, ForecastAsked.At), cancellationToken);
        }

        if (asked > 0)
        {
            audit.Add(db, actor, "forecast.asked", seriesId is null ? "host" : "series", (seriesId ?? hostId)!.Value.ToString(CultureInfo.InvariantCulture), null, new { Forecasts = asked });
            await db.SaveChangesAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        if (asked > 0)
        {
            await jobs.WakeAsync(nameof(ForecastJob), cancellationToken);
        }

        return ForecastOutcome.Done(
            asked > 0 ? $"{asked} forecasts are made now; they appear within seconds." : "Everything is as new as it can be.", asked);
    }
}
