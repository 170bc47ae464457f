using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Forecasting;
using Monitor.Web.Access;
using Monitor.Web.Forecasting.Refreshing;
using Monitor.Web.Store;

namespace Monitor.Web.Forecasting.Outlook;

/// <summary>What is shown of the forecasts of one host and one of its series, within what the reader may see.</summary>
public sealed class OutlookReader(IDbContextFactory<MonitorDb> contexts, SeriesCatalog catalog, HistoryReader histories, ForecastReader forecasts, TimeProvider time)
{
    private const int MostSeries = 500;

    /// <summary>By metric, then labels.</summary>
    public async Task<IReadOnlyList<OutlookSeries>> SeriesAsync(Actor actor, int hostId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await (
            from task in db.ForecastTasks.AsNoTracking()
            join series in VisibleSeries.Of(db, actor) on task.SeriesId equals series.SeriesId
            where series.HostId == hostId
            orderby series.Metric, series.Labels, series.SeriesId
            select new { Series = series, task.Grid, task.State }).Take(MostSeries * GridShape.All.Count).ToListAsync(cancellationToken);
        var ids = rows.Select(r => r.Series.SeriesId).Distinct().ToArray();
        var limited = (await db.LimitOutlooks.AsNoTracking().Where(o => ids.Contains(o.SeriesId)).Select(o => o.SeriesId).ToListAsync(cancellationToken)).ToHashSet();
        return
        [
            .. rows.GroupBy(r => r.Series.SeriesId)
                .Select(g => new OutlookSeries(g.First().Series, g.ToDictionary(r => r.Grid, r => r.State), limited.Contains(g.Key))),
        ];
    }

    /// <summary>Null where the series is not there for the reader.</summary>
    public async Task<OutlookView?> ReadAsync(Actor actor, int seriesId, OutlookSpan span, CancellationToken cancellationToken)
    {
        var latest = (await forecasts.LatestAsync(actor, new ForecastFilter(SeriesId: seriesId, Grid: span.Grid), 1, cancellationToken)).SingleOrDefault();
        if (latest is null || catalog.FindSeries(seriesId) is not { } series)
        {
            return null;
        }

        var history = (await histories.ReadAsync([series], GridShape.Of(span.Grid), time.GetUtcNow(), cancellationToken))[0];
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var full = span.IsCapacity ? await db.LimitOutlooks.AsNoTracking().SingleOrDefaultAsync(o => o.SeriesId == seriesId, cancellationToken) : null;
        return new OutlookView(span, latest.State, history, span.IsCapacity ? null : latest.Stored, full);
    }
}
