using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Forecasting;
using Monitor.Web.Access;

namespace Monitor.Web.Forecasting;

/// <summary>What will break, of the hosts that the reader may see: what rules foresee, and what will be full.</summary>
public sealed class BreakReader(IDbContextFactory<MonitorDb> contexts, TimeProvider time)
{
    /// <summary>Soonest first; within the same moment the most probable.</summary>
    public Task<IReadOnlyList<BreakLine>> ReadAsync(Actor actor, int? hostId, int take, CancellationToken cancellationToken) => ReadAsync(actor, hostId, null, take, cancellationToken);

    /// <param name="groupId">With all groups below it.</param>
    public async Task<IReadOnlyList<BreakLine>> ReadAsync(Actor actor, int? hostId, int? groupId, int take, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var visible = VisibleSeries.Of(db, actor).Where(s => hostId == null || s.HostId == hostId);
        if (groupId is { } id)
        {
            var hosts = Visibility.HostsBelow(db, id);
            visible = visible.Where(s => hosts.Contains(s.HostId));
        }

        var predicted = await (
            from prediction in db.Predictions.AsNoTracking()
            join series in visible on prediction.SeriesId equals (int?)series.SeriesId
            where prediction.Outcome == PredictionOutcome.Open
            orderby prediction.ExpectedAt
            select new { Series = series, Prediction = prediction }).Take(take).ToListAsync(cancellationToken);

        // What nobody looked at for so long is no outlook any more.
        var since = time.GetUtcNow() - (GridShape.Of(ForecastGrid.Day).Every * 6);
        var full = await (
            from outlook in db.LimitOutlooks.AsNoTracking()
            join series in visible on outlook.SeriesId equals series.SeriesId
            where (outlook.ExpectedAt != null || outlook.Reason == CapacityReason.Reached) && outlook.LookedAt > since
            orderby outlook.ExpectedAt
            select new { Series = series, Outlook = outlook }).Take(take).ToListAsync(cancellationToken);
        return
        [
            .. predicted.Select(p => new BreakLine(p.Series, p.Prediction.Limit, p.Prediction.Probability, p.Prediction.EarliestAt, p.Prediction.ExpectedAt, p.Prediction.LatestAt) { Prediction = p.Prediction })
                .Concat(full.Select(f => new BreakLine(f.Series, f.Outlook.Limit, null, f.Outlook.EarliestAt, f.Outlook.ExpectedAt, f.Outlook.LatestAt) { Reason = f.Outlook.Reason }))
                .OrderBy(l => l.Reason == CapacityReason.Reached ? DateTimeOffset.MinValue : l.ExpectedAt ?? DateTimeOffset.MaxValue)
                .ThenByDescending(l => l.Probability).Take(take),
        ];
    }

    /// <summary>When one series will be full; null where that was never looked at.</summary>
    public async Task<LimitOutlook?> OutlookAsync(Actor actor, int seriesId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await (
            from outlook in db.LimitOutlooks.AsNoTracking()
            join series in VisibleSeries.Of(db, actor) on outlook.SeriesId equals series.SeriesId
            where outlook.SeriesId == seriesId
            select outlook).SingleOrDefaultAsync(cancellationToken);
    }
}
