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
        var models = await scores.ReadAsync(actor, filter, ScoreBy.Fleet, cancellationToken);
        var metrics = await WholeAsync(actor, filter, ScoreBy.Metric, cancellationToken);
        var weeks = await WholeAsync(actor, filter, ScoreBy.Week, cancellationToken);
        var (series, count) = await scores.WorstAsync(actor, filter, ScoreBy.Series, (ask.Page - 1) * PageSize, PageSize, cancellationToken);
        var fleet = Sum(models);
        return new ScoreView
        {
            Forecasts = fleet.Forecasts, Total = fleet.Grade,
            Metrics = [.. metrics.Select(l => Row(MetricCatalog.Find(l.Key).Title, l, MetricCatalog.Find(l.Key).Unit))],
            Models = [.. models.Select(l => Row(ForecastWords.Model(l.Model), l, null))],
            Weeks = [.. weeks.Select(l => new ScoreWeek(DateOnly.ParseExact(l.Key, "yyyy-MM-dd", CultureInfo.InvariantCulture), l.Forecasts, l.Grade))],
            Series = await NamedAsync(actor, series, cancellationToken),
            SeriesCount = count,
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

    private async Task<IReadOnlyList<ScoreRow>> NamedAsync(Actor actor, IReadOnlyList<ScoreLine> lines, CancellationToken cancellationToken)
    {
        var ids = lines.Select(l => int.Parse(l.Key, CultureInfo.InvariantCulture)).ToList();
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

    /// <summary>Whichever model it was, by key.</summary>
    private async Task<IReadOnlyList<ScoreLine>> WholeAsync(Actor actor, ScoreFilter filter, ScoreBy grouping, CancellationToken cancellationToken)
    {
        var (lines, _) = await scores.WorstAsync(actor, filter, grouping, 0, ScoreReader.Most, cancellationToken);
        return [.. lines.OrderBy(l => l.Key, StringComparer.Ordinal)];
    }

    private static ScoreLine Sum(IReadOnlyList<ScoreLine> lines) => lines.Count == 0
        ? new ScoreLine("", ForecastHorizons.All[0], "", 0, ForecastGrade.None)
        : lines[0] with { Forecasts = lines.Sum(l => l.Forecasts), Grade = lines.Aggregate(ForecastGrade.None, (sum, l) => sum + l.Grade) };

    private static ScoreRow Row(string title, ScoreLine line, MetricUnit? unit) => new(title, "", line.Forecasts, line.Grade, unit);
}
