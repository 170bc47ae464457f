using Microsoft.Extensions.Options;
using Monitor.Domain.Forecasting;
using Monitor.Web.Forecasting.Refreshing;
using Monitor.Web.Hosting;
using Monitor.Web.Store;
using Npgsql;

namespace Monitor.Web.Forecasting.Models;

/// <summary>What one round did.</summary>
/// <param name="Failures">Of single series; all others are done.</param>
public sealed record TrainingReport(int Series, IReadOnlyList<Exception> Failures);

/// <summary>Trains the series whose time has come, a few at once: claim, comparison, runs and choice in one transaction each batch.</summary>
public sealed class ModelTraining(
    Databases databases, SeriesCatalog catalog, HistoryReader histories, ForecastModels models, ForecastBudget budget, IOptions<ForecastingOptions> options, TimeProvider time)
{
    private const int AtOnce = 20;
    private const int FailuresKept = 10;
    private const string OneSeries = "one_series";
    private static readonly TimeSpan TooYoung = TimeSpan.FromDays(1);

    private sealed record Training(int SeriesId, string Champion, bool IsPinned, int Version, int? AskedBy, int LastVersion);

    /// <summary>Until nothing is due or the budget is spent.</summary>
    public async Task<TrainingReport> RunAsync(CancellationToken cancellationToken)
    {
        var (all, failures) = (0, new List<Exception>());
        foreach (var shape in GridShape.All)
        {
            for (var trained = AtOnce; trained == AtOnce && budget.IsLeft;)
            {
                trained = await BatchAsync(shape, failures, cancellationToken);
                all += trained;
            }
        }

        return new TrainingReport(all, [.. failures.Take(FailuresKept)]);
    }

    private async Task<int> BatchAsync(GridShape shape, List<Exception> failures, CancellationToken cancellationToken)
    {
        using var work = budget.Begin();
        var now = time.GetUtcNow();
        await using var connection = await databases.Jobs.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var claims = await ClaimAsync(connection, shape, now, cancellationToken);
        var known = claims.Where(c => catalog.FindSeries(c.SeriesId) is not null).ToList();
        var past = known.Count == 0 ? [] : await histories.ReadForJobAsync(known.ConvertAll(c => catalog.FindSeries(c.SeriesId)!), shape, now, cancellationToken);
        var trainer = new ModelTrainer(models);
        for (var i = 0; i < known.Count; i++)
        {
            if (past[i].History is not { } history)
            {
                await PutOffAsync(connection, shape, known[i].SeriesId, now + TooYoung, cancellationToken);
                failures.Add(past[i].Failure!);
                continue;
            }

            await transaction.SaveAsync(OneSeries, cancellationToken);
            try
            {
                var trials = trainer.Run(history, shape, known[i].Champion);
                var verdict = TrainingVerdict.Of(trials, known[i].Champion, known[i].IsPinned, options.Value.ChangeWhenBetterBy);
                await (verdict is null
                    ? PutOffAsync(connection, shape, known[i].SeriesId, now + TooYoung, cancellationToken)
                    : KeepAsync(connection, shape, known[i], history, trials, verdict, now, cancellationToken));
            }
            catch (Exception failure) when (failure is not OperationCanceledException && !DatabaseOutage.Is(failure))
            {
                // All others of the batch are trained; this one is tried again tomorrow, and is the job's failure until then.
                await transaction.RollbackAsync(OneSeries, cancellationToken);
                await PutOffAsync(connection, shape, known[i].SeriesId, now + TooYoung, cancellationToken);
                failures.Add(new InvalidOperationException($"The models of series {known[i].SeriesId} could not be compared.", failure));
            }
        }

        await transaction.CommitAsync(cancellationToken);
        return claims.Count;
    }

    private static async Task<List<Training>> ClaimAsync(NpgsqlConnection connection, GridShape shape, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            WITH due AS (SELECT * FROM model_choices WHERE grid = $1 AND train_at <= $2 ORDER BY train_at, series_id LIMIT $3 FOR UPDATE SKIP LOCKED)
            SELECT d.series_id, d.champion, d.is_pinned, d.version, d.train_asked_by_user_id,
                (SELECT coalesce(max(r.version), 0) FROM model_runs r WHERE r.series_id = d.series_id AND r.grid = d.grid) FROM due d
            """, connection);
        command.Parameters.AddWithValue((short)shape.Grid);
        command.Parameters.AddWithValue(now);
        command.Parameters.AddWithValue(AtOnce);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var claims = new List<Training>();
        while (await reader.ReadAsync(cancellationToken))
        {
            claims.Add(new Training(
                reader.GetInt32(0), reader.GetString(1), reader.GetBoolean(2), reader.GetInt32(3), reader.IsDBNull(4) ? null : reader.GetInt32(4), reader.GetInt32(5)));
        }

        return claims;
    }

    private static async Task PutOffAsync(NpgsqlConnection connection, GridShape shape, int seriesId, DateTimeOffset until, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "UPDATE model_choices SET train_at = $3, train_asked_by_user_id = NULL, version = version + 1 WHERE series_id = $1 AND grid = $2", connection);
        command.Parameters.AddWithValue(seriesId);
        command.Parameters.AddWithValue((short)shape.Grid);
        command.Parameters.AddWithValue(until);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task KeepAsync(
        NpgsqlConnection connection, GridShape shape, Training training, SeriesHistory history, IReadOnlyList<ModelTrial> trials, TrainingVerdict verdict, DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var losses = trials.ToDictionary(t => t.Model, t => t.Loss);
        ModelRun Run(ModelTrial trial, ModelRole role) => new()
        {
            SeriesId = training.SeriesId, Grid = shape.Grid, Model = trial.Model, Version = training.LastVersion + 1, Role = role, TrainedAt = now, HistoryFrom = history.Start,
            HistoryTo = history.End, HistoryValues = history.Values.Count(v => !double.IsNaN(v)), Parameters = trial.Fit.Parameters, Aic = trial.Fit.Aic, Bic = trial.Fit.Bic,
            BacktestError = trial.Grade.MeanAbsoluteError, BacktestPinball = trial.Grade.MeanPinball, Coverage80 = trial.Grade.Coverage80, Coverage95 = trial.Grade.Coverage95,
            SkillAgainstNaive = trial.Grade.SkillAgainstNaive, SkillAgainstSeasonal = trial.Grade.SkillAgainstSeasonal, BacktestForecasts = trial.Forecasts, Losses = losses,
            Why = verdict.Why, AskedByUserId = training.AskedBy,
        };
        List<ModelRun> runs = [Run(verdict.Champion, ModelRole.Champion)];
        if (verdict.Challenger is { } challenger)
        {
            runs.Add(Run(challenger, ModelRole.Challenger));
        }

        await RetireAsync(connection, shape, training.SeriesId, cancellationToken);
        await RunWriter.AddAsync(connection, runs, cancellationToken);
        await using var command = new NpgsqlCommand(
            """
            UPDATE model_choices SET champion = $3, champion_run_id = $4, challenger = $5, challenger_run_id = $6, train_at = $7, train_asked_by_user_id = NULL,
                changed_at = CASE WHEN champion = $3 THEN changed_at ELSE $8 END, why = $9, version = version + 1
            WHERE series_id = $1 AND grid = $2
            """, connection);
        command.Parameters.AddWithValue(training.SeriesId);
        command.Parameters.AddWithValue((short)shape.Grid);
        command.Parameters.AddWithValue(verdict.Champion.Model);
        command.Parameters.AddWithValue(runs[0].Id);
        command.Parameters.Add(new NpgsqlParameter<string?> { TypedValue = verdict.Challenger?.Model });
        command.Parameters.Add(new NpgsqlParameter<int?> { TypedValue = runs.Count > 1 ? runs[1].Id : null });
        command.Parameters.AddWithValue(now + options.Value.TrainEvery);
        command.Parameters.AddWithValue(now);
        command.Parameters.AddWithValue(verdict.Why);
        await command.ExecuteNonQueryAsync(cancellationToken);
        await ForgetAsync(connection, shape, training.SeriesId, cancellationToken);
    }

    private static async Task RetireAsync(NpgsqlConnection connection, GridShape shape, int seriesId, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("UPDATE model_runs SET role = 'Retired' WHERE series_id = $1 AND grid = $2 AND role <> 'Retired'", connection);
        command.Parameters.AddWithValue(seriesId);
        command.Parameters.AddWithValue((short)shape.Grid);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>A few rows of one series, once a week: the newest stay.</summary>
    private async Task ForgetAsync(NpgsqlConnection connection, GridShape shape, int seriesId, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            DELETE FROM model_runs WHERE id IN (
                SELECT id FROM model_runs WHERE series_id = $1 AND grid = $2 AND role = 'Retired' ORDER BY version DESC, id DESC OFFSET $3)
            """, connection);
        command.Parameters.AddWithValue(seriesId);
        command.Parameters.AddWithValue((short)shape.Grid);
        command.Parameters.AddWithValue(options.Value.RunsKept);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
