using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Forecasting;
using Monitor.Domain.Metrics.Chunks;
using Monitor.Web.Access;
using Monitor.Web.Store;

namespace Monitor.Web.Forecasting;

/// <summary>What of forecasts is listed: of one host, one series, one grid, after the last one of the page before.</summary>
public sealed record ForecastFilter(int? HostId = null, int? SeriesId = null, ForecastGrid? Grid = null, string? Metric = null, (int SeriesId, ForecastGrid Grid)? After = null);

/// <summary>Forecasts for screens and programs, of the series that the reader may see.</summary>
public sealed class ForecastReader(IDbContextFactory<MonitorDb> contexts, SeriesCatalog catalog, SeriesReader samples, TimeProvider time)
{
    /// <summary>Past forecasts at once.</summary>
    public const int MostPast = 100;

    /// <summary>Whether the host or the series that is named is there for the reader.</summary>
    public async Task<bool> AreThereAsync(Actor actor, int? hostId, int? seriesId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await VisibleSeries.AreThereAsync(db, actor, hostId, seriesId, cancellationToken);
    }

    /// <summary>The newest of each series and grid, in the order of series and grid.</summary>
    public async Task<IReadOnlyList<LatestForecast>> LatestAsync(Actor actor, ForecastFilter filter, int take, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var (afterSeries, afterGrid) = filter.After ?? (0, ForecastGrid.Near);
        var rows = await (
            from task in db.ForecastTasks.AsNoTracking()
            join series in VisibleSeries.Of(db, actor) on task.SeriesId equals series.SeriesId
            where (filter.HostId == null || series.HostId == filter.HostId) && (filter.SeriesId == null || series.SeriesId == filter.SeriesId)
                && (filter.Metric == null || series.Metric == filter.Metric) && (filter.Grid == null || task.Grid == filter.Grid)
                && (filter.After == null || task.SeriesId > afterSeries || (task.SeriesId == afterSeries && task.Grid > afterGrid))
            orderby task.SeriesId, task.Grid
            select new
            {
                Task = task, Series = series,
                Stored = db.Forecasts.FirstOrDefault(f => f.SeriesId == task.SeriesId && f.Grid == task.Grid && f.StartsAt == task.LatestStartsAt && !f.IsChallenger),
            }).Take(take).ToListAsync(cancellationToken);
        return rows.ConvertAll(r => new LatestForecast(r.Series, r.Task.Grid, r.Task.State, r.Stored));
    }

    /// <summary>One forecast by its id; null where it is not there for the reader.</summary>
    public async Task<(SeriesLine Series, StoredForecast Stored)?> FindAsync(Actor actor, long id, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var stored = await db.Forecasts.AsNoTracking().FirstOrDefaultAsync(f => f.Id == id, cancellationToken);
        return stored is not null && await VisibleSeries.Of(db, actor).FirstOrDefaultAsync(s => s.SeriesId == stored.SeriesId, cancellationToken) is { } series
            ? (series, stored) : null;
    }

    /// <summary>Every horizon of one series, counted from this moment as far as its newest forecast reaches, nearest first; one whose time has passed is left out.</summary>
    public async Task<IReadOnlyList<HorizonValue>> HorizonsAsync(Actor actor, int seriesId, CancellationToken cancellationToken)
    {
        var latest = await LatestAsync(actor, new ForecastFilter(SeriesId: seriesId), GridShape.All.Count, cancellationToken);
        return HorizonsOf(latest, time.GetUtcNow());
    }

    /// <summary>The same of the newest forecasts of one series.</summary>
    public static IReadOnlyList<HorizonValue> HorizonsOf(IEnumerable<LatestForecast> latest, DateTimeOffset now) =>
    [
        .. latest.Where(l => l.Stored is not null).SelectMany(l =>
        {
            var forecast = l.Stored!.Unpack();
            return ForecastHorizons.Of(l.Grid).Where(h => h.LastStep < forecast.Steps).Select(h => ValueOf(FromNow(h, forecast, now), forecast, l.Stored) with { Horizon = h });
        }).Where(v => v.At > now).OrderBy(v => v.Horizon.Ahead).ThenBy(v => v.Horizon.Code),
    ];

    /// <summary>Forecasts of the series' own models that began in the window, oldest first, with what happened. At most <see cref="MostPast"/>, the newest of them.</summary>
    public async Task<IReadOnlyList<PastForecast>> PastAsync(Actor actor, int seriesId, ForecastGrid grid, TimeRange range, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var series = catalog.FindSeries(seriesId);
        if (series is null || !await VisibleSeries.Of(db, actor).AnyAsync(s => s.SeriesId == seriesId, cancellationToken))
        {
            return [];
        }

        var (from, to) = (range.From, range.To);
        var stored = await db.Forecasts.AsNoTracking().Where(f => f.SeriesId == seriesId && f.Grid == grid && !f.IsChallenger && f.StartsAt >= from && f.StartsAt < to)
            .OrderByDescending(f => f.StartsAt).Take(MostPast).ToListAsync(cancellationToken);
        if (stored.Count == 0)
        {
            return [];
        }

        var shape = GridShape.Of(grid);
        var start = stored[^1].StartsAt;
        var window = new TimeRange(start, stored[0].StartsAt + shape.Reach);
        var steps = (await samples.ReadStepsAsync([series], window, shape.Step, cancellationToken))[0];
        return [.. stored.OrderBy(f => f.StartsAt).Select(f => new PastForecast(f, Actual(steps, (int)((f.StartsAt - start) / shape.Step), f.Steps)))];
    }

    /// <summary>The value that a horizon is answered with.</summary>
    public static HorizonValue ValueOf(ForecastHorizon horizon, Forecast forecast, StoredForecast stored)
    {
        double Mean(double[] values) => values.AsSpan(horizon.FirstStep, horizon.Steps).ToArray().Average();
        return new HorizonValue(
            horizon, forecast.From + horizon.Ahead, Mean(forecast.Mean), Mean(forecast.Quantiles[ForecastLevels.Lo80]), Mean(forecast.Quantiles[ForecastLevels.Hi80]),
            Mean(forecast.Quantiles[ForecastLevels.Lo95]), Mean(forecast.Quantiles[ForecastLevels.Hi95]), stored.Model, stored.IssuedAt);
    }

    /// <summary>"In 10 seconds" is said at any moment between two forecasts, and means the seconds that come.</summary>
    private static ForecastHorizon FromNow(ForecastHorizon horizon, Forecast forecast, DateTimeOffset now)
    {
        var passed = horizon.IsStretch ? 0 : Math.Clamp((int)((now - forecast.From) / forecast.Step), 0, forecast.Steps - 1 - horizon.LastStep);
        return horizon with { FirstStep = horizon.FirstStep + passed, Ahead = horizon.Ahead + (forecast.Step * passed) };
    }

    private static double[] Actual(RollupPoint[] points, int first, int steps)
    {
        var actual = new double[steps];
        for (var i = 0; i < steps; i++)
        {
            actual[i] = first + i < points.Length && points[first + i].Count > 0 ? points[first + i].Mean : double.NaN;
        }

        return actual;
    }
}
