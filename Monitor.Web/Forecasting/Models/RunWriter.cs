using System.Text.Json;
using Monitor.Domain.Forecasting;
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
        Add(command, runs, r => r.SeriesId);
        Add(command, runs, r => (short)r.Grid);
        Add(command, runs, r => r.Model);
        Add(command, runs, r => r.Version);
        Add(command, runs, r => r.Role.ToString());
        Add(command, runs, r => r.TrainedAt, NpgsqlDbType.TimestampTz);
        Add(command, runs, r => r.HistoryFrom, NpgsqlDbType.TimestampTz);
        Add(command, runs, r => r.HistoryTo, NpgsqlDbType.TimestampTz);
        Add(command, runs, r => r.HistoryValues);
        Add(command, runs, r => Json(r.Parameters), NpgsqlDbType.Jsonb);
        Add(command, runs, r => Finite(r.Aic));
        Add(command, runs, r => Finite(r.Bic));
        Add(command, runs, r => Finite(r.BacktestError));
        Add(command, runs, r => Finite(r.BacktestPinball));
        Add(command, runs, r => Finite(r.Coverage80));
        Add(command, runs, r => Finite(r.Coverage95));
        Add(command, runs, r => Finite(r.SkillAgainstNaive));
        Add(command, runs, r => Finite(r.SkillAgainstSeasonal));
        Add(command, runs, r => r.BacktestForecasts);
        Add(command, runs, r => Json(r.Losses), NpgsqlDbType.Jsonb);
        Add(command, runs, r => r.Why);
        Add(command, runs, r => r.AskedByUserId);
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
        Add(command, choices, c => c.SeriesId);
        Add(command, choices, c => (short)c.Grid);
        Add(command, choices, c => c.Champion);
        Add(command, choices, c => c.ChampionRunId);
        Add(command, choices, c => c.ChangedAt, NpgsqlDbType.TimestampTz);
        Add(command, choices, c => c.Why);
        Add(command, choices, c => c.TrainAt, NpgsqlDbType.TimestampTz);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>What is no number is not known.</summary>
    public static double? Finite(double? value) => value is { } number && double.IsFinite(number) ? number : null;

    private static string Json(IReadOnlyDictionary<string, double> numbers) =>
        JsonSerializer.Serialize(numbers.Where(n => double.IsFinite(n.Value)).ToDictionary(n => n.Key, n => n.Value));

    private static void Add<TRow, T>(NpgsqlCommand command, IReadOnlyList<TRow> rows, Func<TRow, T> value, NpgsqlDbType? type = null)
    {
        var parameter = new NpgsqlParameter<T[]> { TypedValue = [.. rows.Select(value)] };
        if (type is { } named)
        {
            parameter.NpgsqlDbType = NpgsqlDbType.Array | named;
        }

        command.Parameters.Add(parameter);
    }
}
