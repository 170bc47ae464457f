using Monitor.Domain.Forecasting;
using Monitor.Web.Forecasting.Refreshing;
using Npgsql;

namespace Monitor.Web.Forecasting.Models;

/// <summary>Enters into the registry what a series was forecast by for the first time, before any training compared models for it.</summary>
internal static class FirstRuns
{
    private const string Why = "The first forecast: the default model, until a training has compared all of them.";

    /// <summary>A day of history is there by then, for most series; spread, so that a fleet that is new is not trained at once.</summary>
    private static readonly TimeSpan FirstTraining = TimeSpan.FromDays(1);

    /// <summary>The outcomes, with the runs that were made for them.</summary>
    public static async Task<List<SeriesOutcome>> AddAsync(
        NpgsqlConnection connection, GridShape shape, List<SeriesOutcome> outcomes, DateTimeOffset now, ForecastingOptions options, CancellationToken cancellationToken)
    {
        var fresh = outcomes.Where(o => o.Own is not null && o.Task.Champion is null).ToList();
        if (fresh.Count == 0)
        {
            return outcomes;
        }

        var runs = fresh.ToDictionary(o => o.Task.SeriesId, o => Run(o, shape, now));
        await RunWriter.AddAsync(connection, [.. runs.Values], cancellationToken);
        await RunWriter.AddAsync(connection, [.. runs.Values.Select(r => Choice(r, now, options))], cancellationToken);
        return outcomes.ConvertAll(o => o.Own is { } own && runs.TryGetValue(o.Task.SeriesId, out var run) ? o with { Own = own with { RunId = run.Id } } : o);
    }

    private static ModelRun Run(SeriesOutcome outcome, GridShape shape, DateTimeOffset now)
    {
        var (history, fit) = (outcome.History!, outcome.Own!.Forecast.Fit);
        return new ModelRun
        {
            SeriesId = outcome.Task.SeriesId, Grid = shape.Grid, Model = outcome.Own.Model, Version = 1, Role = ModelRole.Champion, TrainedAt = now, Why = Why,
            HistoryFrom = history.Start, HistoryTo = history.End, HistoryValues = history.Values.Count(v => !double.IsNaN(v)), Parameters = fit.Parameters,
            Aic = fit.Aic, Bic = fit.Bic, BacktestPinball = fit.Loss, SkillAgainstNaive = fit.Skill,
        };
    }

    private static ModelChoice Choice(ModelRun run, DateTimeOffset now, ForecastingOptions options) => new()
    {
        SeriesId = run.SeriesId, Grid = run.Grid, Champion = run.Model, ChampionRunId = run.Id, ChangedAt = now, Why = Why,
        TrainAt = now + FirstTraining + (options.TrainEvery * (run.SeriesId % 97 / 97.0)),
    };
}
