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

    private sealed class Keyed
    {
        public required string Key { get; init; }

        public required DateOnly Day { get; init; }

        public required string Model { get; init; }

        public required ForecastScore Score { get; init; }
    }

    private sealed class AddedScores
    {
        public required string Key { get; init; }

        public required DateOnly Day { get; init; }

        public required short Horizon { get; init; }

        public required string Model { get; init; }

        public required int Forecasts { get; init; }

        public required int Count { get; init; }

        public required double Error { get; init; }

        public required double Pinball { get; init; }

        public required int In80 { get; init; }

        public required int In95 { get; init; }

        public required double Naive { get; init; }

        public required double Seasonal { get; init; }

        public required int SeasonalCount { get; init; }

        public required double Beside { get; init; }
    }

    /// <summary>By key, horizon and model, in this order; those with most forecasts where there are more than <see cref="Most"/>.</summary>
    public async Task<IReadOnlyList<ScoreLine>> ReadAsync(Actor actor, ScoreFilter filter, ScoreBy grouping, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var sums = await Add(Scores(db, actor, filter, grouping)).OrderByDescending(s => s.Forecasts).Take(Most).ToListAsync(cancellationToken);
        return [.. Lines(sums).OrderBy(l => l.Key, StringComparer.Ordinal).ThenBy(l => l.Horizon.Code).ThenBy(l => l.Model, StringComparer.Ordinal)];
    }

    /// <summary>
    /// One page by key and horizon, whichever model it was, and how many lines there are: the worst against "it stays as it is" first, and last what cannot be held against it.
    /// </summary>
    public async Task<(IReadOnlyList<ScoreLine> Lines, int Count)> WorstAsync(
        Actor actor, ScoreFilter filter, ScoreBy grouping, int skip, int most, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var sums = Add(Scores(db, actor, filter, grouping).Select(k => new Keyed { Key = k.Key, Day = k.Day, Model = "", Score = k.Score }));
        var page = await sums.OrderBy(s => s.Naive <= 0).ThenByDescending(s => s.Naive <= 0 ? 0 : s.Error / s.Naive).ThenBy(s => s.Key).ThenBy(s => s.Day).ThenBy(s => s.Horizon)
            .Skip(skip).Take(Math.Min(most, Most)).ToListAsync(cancellationToken);
        return ([.. Lines(page)], await sums.CountAsync(cancellationToken));
    }

    private static IQueryable<Keyed> Scores(MonitorDb db, Actor actor, ScoreFilter filter, ScoreBy grouping)
    {
        var visible = VisibleSeries.Of(db, actor);
        if (filter.GroupId is { } groupId)
        {
            var hosts = Visibility.HostsBelow(db, groupId);
            visible = visible.Where(s => hosts.Contains(s.HostId));
        }

        return
            from score in db.ForecastScores.AsNoTracking()
            join series in visible on score.SeriesId equals series.SeriesId
            where score.Day >= filter.From && score.Day <= filter.To
                && (filter.HostId == null || series.HostId == filter.HostId) && (filter.SeriesId == null || series.SeriesId == filter.SeriesId)
                && (filter.Metric == null || series.Metric == filter.Metric) && (filter.Model == null || score.Model == filter.Model)
                && (filter.Horizon == null || score.Horizon == filter.Horizon)
            select new Keyed
            {
                Key = grouping == ScoreBy.Metric ? series.Metric : grouping == ScoreBy.Host ? series.Host : grouping == ScoreBy.Series ? series.SeriesId.ToString() : "",
                Day = grouping == ScoreBy.Day ? score.Day : grouping == ScoreBy.Week ? score.Day.AddDays(-(((int)score.Day.DayOfWeek + 6) % 7)) : NoDay,
                Model = score.Model,
                Score = score,
            };
    }

    private static IQueryable<AddedScores> Add(IQueryable<Keyed> scores) => scores.GroupBy(k => new { k.Key, k.Day, k.Score.Horizon, k.Model }).Select(g => new AddedScores
    {
        Key = g.Key.Key, Day = g.Key.Day, Horizon = g.Key.Horizon, Model = g.Key.Model,
        Forecasts = g.Sum(k => k.Score.Forecasts), Count = g.Sum(k => k.Score.Count), Error = g.Sum(k => k.Score.AbsoluteError),
        Pinball = g.Sum(k => k.Score.Pinball), In80 = g.Sum(k => k.Score.In80), In95 = g.Sum(k => k.Score.In95), Naive = g.Sum(k => k.Score.NaiveError),
        Seasonal = g.Sum(k => k.Score.SeasonalError), SeasonalCount = g.Sum(k => k.Score.SeasonalCount), Beside = g.Sum(k => k.Score.ErrorBesideSeasonal),
    });

    private static IEnumerable<ScoreLine> Lines(IEnumerable<AddedScores> sums) =>
        from sum in sums
        let horizon = ForecastHorizons.Find(sum.Horizon)
        where horizon is not null
        let key = sum.Day == NoDay ? sum.Key : sum.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
        let grade = new ForecastGrade(sum.Count, sum.Error, sum.Pinball, sum.In80, sum.In95, sum.Naive, sum.Seasonal, sum.SeasonalCount, sum.Beside)
        select new ScoreLine(key, horizon, sum.Model, sum.Forecasts, grade);
}
