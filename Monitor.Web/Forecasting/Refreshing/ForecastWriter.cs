using Monitor.Domain.Forecasting;
using Npgsql;
using NpgsqlTypes;

namespace Monitor.Web.Forecasting.Refreshing;

/// <summary>Writes what a round found, within its transaction. A forecast of the same beginning by the same model is there once, however often it is written.</summary>
internal static class ForecastWriter
{
    public static async Task<int> AddAsync(NpgsqlConnection connection, IReadOnlyList<StoredForecast> forecasts, CancellationToken cancellationToken)
    {
        if (forecasts.Count == 0)
        {
            return 0;
        }

        await using var command = new NpgsqlCommand(
            """
            INSERT INTO forecasts (series_id, grid, tier, model, model_run_id, is_challenger, issued_at, starts_at, step_seconds, steps, packed)
            SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT DO NOTHING
            """, connection);
        Add(command, forecasts, f => f.SeriesId);
        Add(command, forecasts, f => (short)f.Grid);
        Add(command, forecasts, f => f.Tier);
        Add(command, forecasts, f => f.Model);
        Add(command, forecasts, f => f.ModelRunId);
        Add(command, forecasts, f => f.IsChallenger);
        Add(command, forecasts, f => f.IssuedAt);
        Add(command, forecasts, f => f.StartsAt);
        Add(command, forecasts, f => f.StepSeconds);
        Add(command, forecasts, f => f.Steps);
        Add(command, forecasts, f => f.Packed);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>When each series is due again, and how far it is.</summary>
    public static async Task MoveOnAsync(
        NpgsqlConnection connection, ForecastGrid grid, IReadOnlyList<(SeriesOutcome Outcome, DateTimeOffset DueAt)> outcomes, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            UPDATE forecast_tasks t SET due_at = o.due_at, state = o.state, graded_until = greatest(t.graded_until, o.graded), latest_starts_at = coalesce(o.latest, t.latest_starts_at)
            FROM unnest($2, $3, $4, $5, $6) AS o(id, due_at, state, graded, latest) WHERE t.series_id = o.id AND t.grid = $1
            """, connection);
        command.Parameters.AddWithValue((short)grid);
        Add(command, outcomes, o => o.Outcome.Task.SeriesId);
        Add(command, outcomes, o => o.DueAt);
        Add(command, outcomes, o => o.Outcome.State.ToString());
        Add(command, outcomes, o => o.Outcome.GradedUntil);
        Add(command, outcomes, o => o.Outcome.Own?.Forecast.From);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public static async Task AddOutlooksAsync(NpgsqlConnection connection, IReadOnlyList<LimitOutlook> outlooks, CancellationToken cancellationToken)
    {
        if (outlooks.Count == 0)
        {
            return;
        }

        await using var command = new NpgsqlCommand(
            """
            INSERT INTO limit_outlooks AS o (series_id, "limit", reason, earliest_at, expected_at, latest_at, per_day, looked_at)
            SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8)
            ON CONFLICT (series_id) DO UPDATE SET "limit" = excluded."limit", reason = excluded.reason, earliest_at = excluded.earliest_at,
                expected_at = excluded.expected_at, latest_at = excluded.latest_at, per_day = excluded.per_day, looked_at = excluded.looked_at
            """, connection);
        Add(command, outlooks, o => o.SeriesId);
        Add(command, outlooks, o => o.Limit);
        Add(command, outlooks, o => o.Reason.ToString());
        Add(command, outlooks, o => o.EarliestAt);
        Add(command, outlooks, o => o.ExpectedAt);
        Add(command, outlooks, o => o.LatestAt);
        Add(command, outlooks, o => o.PerDay);
        Add(command, outlooks, o => o.LookedAt);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static void Add<TRow, T>(NpgsqlCommand command, IReadOnlyList<TRow> rows, Func<TRow, T> value)
    {
        var parameter = new NpgsqlParameter<T[]> { TypedValue = [.. rows.Select(value)] };
        if (typeof(T) == typeof(DateTimeOffset) || typeof(T) == typeof(DateTimeOffset?))
        {
            parameter.NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.TimestampTz;
        }

        command.Parameters.Add(parameter);
    }
}
