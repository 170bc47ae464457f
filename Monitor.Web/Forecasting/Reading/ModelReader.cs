using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Forecasting;
using Monitor.Web.Access;

namespace Monitor.Web.Forecasting;

/// <summary>Which model a series is forecast by on a grid, and why.</summary>
public sealed record ChoiceLine(SeriesLine Series, ModelChoice Choice);

/// <summary>A training with the name of who asked for it.</summary>
public sealed record RunLine(ModelRun Run, string? AskedBy);

/// <summary>The registry of models, of the series that the reader may see.</summary>
public sealed class ModelReader(IDbContextFactory<MonitorDb> contexts)
{
    public async Task<IReadOnlyList<ChoiceLine>> ChoicesAsync(
        Actor actor, int? hostId, int? seriesId, (int SeriesId, ForecastGrid Grid)? after, int take, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var (afterSeries, afterGrid) = after ?? (0, ForecastGrid.Near);
        var rows = await (
            from choice in db.ModelChoices.AsNoTracking()
            join series in VisibleSeries.Of(db, actor) on choice.SeriesId equals series.SeriesId
            where (hostId == null || series.HostId == hostId) && (seriesId == null || series.SeriesId == seriesId)
                && (after == null || choice.SeriesId > afterSeries || (choice.SeriesId == afterSeries && choice.Grid > afterGrid))
            orderby choice.SeriesId, choice.Grid
            select new { Series = series, Choice = choice }).Take(take).ToListAsync(cancellationToken);
        return rows.ConvertAll(r => new ChoiceLine(r.Series, r.Choice));
    }

    /// <summary>Newest first; null where the series is not there for the reader.</summary>
    public async Task<IReadOnlyList<RunLine>?> RunsAsync(Actor actor, int seriesId, ForecastGrid? grid, int? before, int take, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (!await VisibleSeries.Of(db, actor).AnyAsync(s => s.SeriesId == seriesId, cancellationToken))
        {
            return null;
        }

        var rows = await db.ModelRuns.AsNoTracking().Where(r => r.SeriesId == seriesId && (grid == null || r.Grid == grid) && (before == null || r.Id < before))
            .OrderByDescending(r => r.Id).Take(take)
            .Select(r => new { Run = r, AskedBy = db.Users.Where(u => u.Id == r.AskedByUserId).Select(u => u.UserName).FirstOrDefault() }).ToListAsync(cancellationToken);
        return rows.ConvertAll(r => new RunLine(r.Run, r.AskedBy));
    }

    /// <summary>Null where it is not there for the reader.</summary>
    public async Task<(SeriesLine Series, ModelRun Run)?> FindRunAsync(Actor actor, int runId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var run = await db.ModelRuns.AsNoTracking().SingleOrDefaultAsync(r => r.Id == runId, cancellationToken);
        return run is not null && await VisibleSeries.Of(db, actor).FirstOrDefaultAsync(s => s.SeriesId == run.SeriesId, cancellationToken) is { } series ? (series, run) : null;
    }
}
