using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Forecasting;
using Monitor.Web.Access;

namespace Monitor.Web.Forecasting;

/// <summary>Adds grades up, over the series that the reader may see.</summary>
public sealed class ScoreReader(IDbContextFactory<MonitorDb> contexts)
{
    /// <summary>Lines at once.</summary>
    public const int Most = 500;

    private static readonly DateOnly NoDay = DateOnly.MinValue;

    private sealed class Scored
    {
        public required ForecastScore Score { get; init; }

        public required SeriesLine Series { get; init; }
    }

    private sealed class Keyed
    {
        public required string Key { get; init; }

        public required DateOnly Day { get; init; }

        public required ForecastScore Score { get; init; }
    }

    /// <summary>By key, horizon and model, in this order; those with most forecasts where there are more than <see cref="Most"/>.</summary>
    public async Task<IReadOnlyList<ScoreLine>> ReadAsync(Actor actor, ScoreFilter filter, ScoreBy grouping, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var visible = VisibleSeries.Of(db, actor);
        if (filter.GroupId is { } groupId)
        {
            var hosts = Visibility.HostsBelow(db, groupId);
            visible = visible.Where(s => hosts.Contains(s.HostId));
        }

        var scored = from score in db.ForecastScores.AsNoTracking()
            join series in visible on score.SeriesId equals series.SeriesId
            where score.Day >= filter.From && score.Day <= filter.To
                && (filter.HostId == null || series.HostId == filter.HostId) && (filter.SeriesId == null || series.SeriesId == filter.SeriesId)
                && (filter.Metric == null || series.Metric == filter.Metric) && (filter.Model == null || score.Model == filter.Model)
                && (filter.Horizon == null || score.Horizon == filter.Horizon)
            select new Scored { Score = score, Series = series };
        var sums = await KeyedBy(scored, grouping).GroupBy(k => new { k.Key, k.Day, k.Score.Horizon, k.Score.Model }).Select(g => new
        {
            g.Key, Forecasts = g.Sum(k => k.Score.Forecasts), Count = g.Sum(k => k.Score.Count), Error = g.Sum(k => k.Score.AbsoluteError),
            Pinball = g.Sum(k => k.Score.Pinball), In80 = g.Sum(k => k.Score.In80), In95 = g.Sum(k => k.Score.In95), Naive = g.Sum(k => k.Score.NaiveError),
            Seasonal = g.Sum(k => k.Score.SeasonalError), SeasonalCount = g.Sum(k => k.Score.SeasonalCount), Beside = g.Sum(k => k.Score.ErrorBesideSeasonal),
        }).OrderByDescending(s => s.Forecasts).Take(Most).ToListAsync(cancellationToken);
        var lines = from sum in sums
            let horizon = ForecastHorizons.Find(sum.Key.Horizon)
            where horizon is not null
            let key = grouping == ScoreBy.Day ? Text(sum.Key.Day) : grouping == ScoreBy.Week ? Text(Monday(sum.Key.Day)) : sum.Key.Key
            let grade = new ForecastGrade(sum.Count, sum.Error, sum.Pinball, sum.In80, sum.In95, sum.Naive, sum.Seasonal, sum.SeasonalCount, sum.Beside)
            select new ScoreLine(key, horizon, sum.Key.Model, sum.Forecasts, grade);
        return
        [
            .. lines.GroupBy(l => (l.Key, l.Horizon, l.Model))
                .Select(g => new ScoreLine(g.Key.Key, g.Key.Horizon, g.Key.Model, g.Sum(l => l.Forecasts), g.Aggregate(ForecastGrade.None, (sum, l) => sum + l.Grade)))
                .OrderBy(l => l.Key, StringComparer.Ordinal).ThenBy(l => l.Horizon.Code).ThenBy(l => l.Model, StringComparer.Ordinal),
        ];
    }

    private static IQueryable<Keyed> KeyedBy(IQueryable<Scored> scored, ScoreBy grouping) => grouping switch
    {
        ScoreBy.Metric => scored.Select(s => new Keyed { Key = s.Series.Metric, Day = NoDay, Score = s.Score }),
        ScoreBy.Host => scored.Select(s => new Keyed { Key = s.Series.Host, Day = NoDay, Score = s.Score }),
        ScoreBy.Series => scored.Select(s => new Keyed { Key = s.Series.SeriesId.ToString(), Day = NoDay, Score = s.Score }),
        ScoreBy.Day or ScoreBy.Week => scored.Select(s => new Keyed { Key = "", Day = s.Score.Day, Score = s.Score }),
        _ => scored.Select(s => new Keyed { Key = "", Day = NoDay, Score = s.Score }),
    };

    private static DateOnly Monday(DateOnly day) => day.AddDays(-(((int)day.DayOfWeek + 6) % 7));

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
