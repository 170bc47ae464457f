using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Forecasting;
using Monitor.Domain.Metrics;
using Monitor.Domain.Problems;
using Monitor.Web.Access;
using Monitor.Web.Forecasting.Predictions;

namespace Monitor.Web.Forecasting.Scores;

/// <summary>Adds grades up as the scoreboard shows them.</summary>
public sealed class ScoreViewReader(IDbContextFactory<MonitorDb> contexts, ScoreReader scores, PredictionScores predictions, TimeProvider time)
{
    public const int PageSize = 25;

    public async Task<ScoreView> ReadAsync(Actor actor, ScoreAsk ask, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var to = DateOnly.FromDateTime(now.UtcDateTime);
        var filter = new ScoreFilter(to.AddDays(1 - ask.Days), to) { HostId = ask.HostId, Horizon = ask.Horizon.Code };
        var metrics = await scores.ReadAsync(actor, filter, ScoreBy.Metric, cancellationToken);
        var weeks = await scores.ReadAsync(actor, filter, ScoreBy.Week, cancellationToken);
        var series = Added(await scores.ReadAsync(actor, filter, ScoreBy.Series, cancellationToken)).OrderBy(l => l.Grade.SkillAgainstNaive ?? double.MaxValue).ThenBy(l => l.Key, StringComparer.Ordinal).ToList();
        var fleet = Sum(metrics);
        return new ScoreView
        {
            Forecasts = fleet.Forecasts, Total = fleet.Grade,
            Metrics = [.. Added(metrics).Select(l => Row(MetricCatalog.Find(l.Key).Title, l, MetricCatalog.Find(l.Key).Unit))],
            Models = [.. metrics.GroupBy(l => l.Model).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => Sum([.. g])).Select(l => Row(ForecastWords.Model(l.Model), l, null))],
            Weeks = [.. Added(weeks).Select(l => new ScoreWeek(DateOnly.ParseExact(l.Key, "yyyy-MM-dd", CultureInfo.InvariantCulture), l.Forecasts, l.Grade))],
            Series = await NamedAsync(actor, series.Skip((ask.Page - 1) * PageSize).Take(PageSize).ToList(), cancellationToken),
            SeriesCount = series.Count,
            Predictions = await predictions.ReadAsync(actor, ask.HostId, now.AddDays(-ask.Days), now, cancellationToken),
        };
    }

    /// <summary>One series: every horizon that was graded, by model; null where it is not there for the reader.</summary>
    public async Task<(SeriesLine Series, IReadOnlyList<ScoreRow> Rows)?> OfSeriesAsync(Actor actor, int seriesId, int days, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (await VisibleSeries.Of(db, actor).FirstOrDefaultAsync(s => s.SeriesId == seriesId, cancellationToken) is not { } series)
        {
            return null;
        }

        var to = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        var lines = await scores.ReadAsync(actor, new ScoreFilter(to.AddDays(1 - days), to) { SeriesId = seriesId }, ScoreBy.Fleet, cancellationToken);
        var unit = MetricCatalog.Find(series.Metric).Unit;
        return (series, [.. lines.OrderBy(l => l.Horizon.Ahead).ThenBy(l => l.Horizon.Code).Select(l => Row($"{l.Horizon.Title}{(l.Horizon.IsStretch ? ", all steps" : "")}", l, unit) with { Note = ForecastWords.Model(l.Model) })]);
    }

    private async Task<IReadOnlyList<ScoreRow>> NamedAsync(Actor actor, List<ScoreLine> lines, CancellationToken cancellationToken)
    {
        var ids = lines.ConvertAll(l => int.Parse(l.Key, CultureInfo.InvariantCulture));
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var named = await VisibleSeries.Of(db, actor).Where(s => ids.Contains(s.SeriesId)).ToDictionaryAsync(s => s.SeriesId, cancellationToken);
        return
        [
            .. lines.Zip(ids).Where(p => named.ContainsKey(p.Second)).Select(p => Row(ProblemSentence.Subject(named[p.Second].Metric, named[p.Second].Labels), p.First, MetricCatalog.Find(named[p.Second].Metric).Unit) with
            {
                Note = named[p.Second].Host, Address = string.Create(CultureInfo.InvariantCulture, $"/forecasts/scores?series={p.Second}"),
            }),
        ];
    }

    private static IEnumerable<ScoreLine> Added(IReadOnlyList<ScoreLine> lines) =>
        lines.GroupBy(l => l.Key).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => Sum([.. g]));

    private static ScoreLine Sum(IReadOnlyList<ScoreLine> lines) => lines.Count == 0
        ? new ScoreLine("", ForecastHorizons.All[0], "", 0, ForecastGrade.None)
        : lines[0] with { Forecasts = lines.Sum(l => l.Forecasts), Grade = lines.Aggregate(ForecastGrade.None, (sum, l) => sum + l.Grade) };

    private static ScoreRow Row(string title, ScoreLine line, MetricUnit? unit) => new(title, "", line.Forecasts, line.Grade, unit);
}
