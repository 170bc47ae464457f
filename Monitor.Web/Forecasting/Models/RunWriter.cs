using System.Text.Json;
using Monitor.Domain.Forecasting;
using Monitor.Web.Store;
using Npgsql;
using NpgsqlTypes;

namespace Monitor.Web.Forecasting.Models;

/// <summary>Writes trainings and choices of many series, within the caller's transaction.</summary>
internal static class RunWriter
{
    /// <summary>Gives each run its id.</summary>
    public static async Task AddAsync(NpgsqlConnection connection, IReadOnlyList<ModelRun> runs, CancellationToken cancellationToken)
    {
        if (runs.Count == 0)
        {
            return;
        }

        await using var command = new NpgsqlCommand(
            """
            INSERT INTO model_runs (series_id, grid, model, version, role, trained_at, history_from, history_to, history_values, parameters, aic, bic, backtest_error,
                backtest_pinball, coverage80, coverage95, skill_against_naive, skill_against_seasonal, backtest_forecasts, losses, why, asked_by_user_id)
            SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22)
            RETURNING id, series_id, model
            """, connection);
        command.AddColumn(runs, r => r.SeriesId);
        command.AddColumn(runs, r => (short)r.Grid);
        command.AddColumn(runs, r => r.Model);
        command.AddColumn(runs, r => r.Version);
        command.AddColumn(runs, r => r.Role.ToString());
        command.AddColumn(runs, r => r.TrainedAt);
        command.AddColumn(runs, r => r.HistoryFrom);
        command.AddColumn(runs, r => r.HistoryTo);
        command.AddColumn(runs, r => r.HistoryValues);
        command.AddColumn(runs, r => Json(r.Parameters), NpgsqlDbType.Jsonb);
        command.AddColumn(runs, r => Finite(r.Aic));
        command.AddColumn(runs, r => Finite(r.Bic));
        command.AddColumn(runs, r => Finite(r.BacktestError));
        command.AddColumn(runs, r => Finite(r.BacktestPinball));
        command.AddColumn(runs, r => Finite(r.Coverage80));
        command.AddColumn(runs, r => Finite(r.Coverage95));
        command.AddColumn(runs, r => Finite(r.SkillAgainstNaive));
        command.AddColumn(runs, r => Finite(r.SkillAgainstSeasonal));
        command.AddColumn(runs, r => r.BacktestForecasts);
        command.AddColumn(runs, r => Json(r.Losses), NpgsqlDbType.Jsonb);
        command.AddColumn(runs, r => r.Why);
        command.AddColumn(runs, r => r.AskedByUserId);
        var ids = new Dictionary<(int, string), int>();
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                ids[(reader.GetInt32(1), reader.GetString(2))] = reader.GetInt32(0);
            }
        }

        foreach (var run in runs)
        {
            run.Id = ids[(run.SeriesId, run.Model)];
        }
    }

    public static async Task AddAsync(NpgsqlConnection connection, IReadOnlyList<ModelChoice> choices, CancellationToken cancellationToken)
    {
        if (choices.Count == 0)
        {
            return;
        }

        await using var command = new NpgsqlCommand(
            """
            INSERT INTO model_choices (series_id, grid, champion, champion_run_id, is_pinned, changed_at, why, train_at, version)
            SELECT id, g, m, r, false, c, w, t, 1 FROM unnest($1, $2, $3, $4, $5, $6, $7) AS n(id, g, m, r, c, w, t) ON CONFLICT DO NOTHING
            """, connection);
        command.AddColumn(choices, c => c.SeriesId);
        command.AddColumn(choices, c => (short)c.Grid);
        command.AddColumn(choices, c => c.Champion);
        command.AddColumn(choices, c => c.ChampionRunId);
        command.AddColumn(choices, c => c.ChangedAt);
        command.AddColumn(choices, c => c.Why);
        command.AddColumn(choices, c => c.TrainAt);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>What is no number is not known.</summary>
    public static double? Finite(double? value) => value is { } number && double.IsFinite(number) ? number : null;

    private static string Json(IReadOnlyDictionary<string, double> numbers) =>
        JsonSerializer.Serialize(numbers.Where(n => double.IsFinite(n.Value)).ToDictionary(n => n.Key, n => n.Value));
}
