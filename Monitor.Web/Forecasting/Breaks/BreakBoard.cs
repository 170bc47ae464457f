using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Forecasting;
using Monitor.Web.Access;

namespace Monitor.Web.Forecasting.Breaks;

/// <summary>What will break as its page shows it: filtered, by pages, with the rule's name, the ticket and a small picture.</summary>
public sealed class BreakBoard(IDbContextFactory<MonitorDb> contexts, BreakReader breaks, BreakTickets tickets, TimeProvider time)
{
    /// <summary>Beyond so many nobody reads a list; the filters are for that.</summary>
    public const int Most = 1000;

    public async Task<BreakPage> ReadAsync(Actor actor, int? hostId, BreakAsk ask, int page, int size, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var all = await breaks.ReadAsync(actor, hostId, Most, cancellationToken);
        var kept = all.Where(l => ask.Includes(l, now)).ToList();
        var shown = kept.Skip((page - 1) * size).Take(size).ToList();
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var ruleIds = shown.Select(l => l.Prediction?.RuleId).OfType<int>().Distinct().ToArray();
        var rules = await db.Rules.AsNoTracking().Where(r => ruleIds.Contains(r.Id)).ToDictionaryAsync(r => r.Id, cancellationToken);
        var numbers = await tickets.NumbersAsync(shown, cancellationToken);
        var curves = await CurvesAsync(db, shown, now, cancellationToken);
        var rows = shown.ConvertAll(line =>
        {
            var rule = line.Prediction is { } p && rules.TryGetValue(p.RuleId, out var found) ? new BreakRule(found.Key, found.Name, found.Definition.First.Kind) : null;
            return new BreakRow(line, rule, numbers.GetValueOrDefault(BreakKey.Of(line)), curves.GetValueOrDefault(BreakKey.Of(line)));
        });
        return new BreakPage(rows, kept.Count, all.Count == Most);
    }

    /// <summary>From the finest grid that reaches the moment; beyond a week the week. All lines at once.</summary>
    private static async Task<Dictionary<BreakKey, BreakCurve>> CurvesAsync(
        MonitorDb db, IReadOnlyList<BreakLine> lines, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var ids = lines.Select(l => l.Series.SeriesId).Distinct().ToArray();
        ForecastGrid[] grids = [.. lines.Select(l => GridOf(l, now)).Distinct()];
        var stored = await (
            from task in db.ForecastTasks.AsNoTracking()
            where ids.Contains(task.SeriesId) && grids.Contains(task.Grid) && task.State == ForecastState.Ready
            from forecast in db.Forecasts.Where(f => f.SeriesId == task.SeriesId && f.Grid == task.Grid && f.StartsAt == task.LatestStartsAt && !f.IsChallenger)
            select forecast).ToListAsync(cancellationToken);
        var byPlace = stored.GroupBy(f => (f.SeriesId, f.Grid)).ToDictionary(g => g.Key, g => g.First());
        return lines.DistinctBy(BreakKey.Of).Where(l => byPlace.ContainsKey((l.Series.SeriesId, GridOf(l, now)))).ToDictionary(BreakKey.Of, line =>
        {
            var forecast = byPlace[(line.Series.SeriesId, GridOf(line, now))].Unpack();
            return BreakCurve.Of(forecast, line.Limit, $"Forecast of the next {Domain.Metrics.ValueText.Duration(forecast.Step * forecast.Steps)} with its 80 % band and the limit");
        });
    }

    private static ForecastGrid GridOf(BreakLine line, DateTimeOffset now) =>
        line.ExpectedAt is not { } at || at - now > GridShape.Of(ForecastGrid.Day).Reach ? ForecastGrid.Week
        : at - now > GridShape.Of(ForecastGrid.Short).Reach ? ForecastGrid.Day
        : ForecastGrid.Short;
}
