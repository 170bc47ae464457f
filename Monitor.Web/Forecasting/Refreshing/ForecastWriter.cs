using Monitor.Domain.Forecasting;
using Monitor.Web.Store;
using Npgsql;

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
        command.AddColumn(forecasts, f => f.SeriesId);
        command.AddColumn(forecasts, f => (short)f.Grid);
        command.AddColumn(forecasts, f => f.Tier);
        command.AddColumn(forecasts, f => f.Model);
        command.AddColumn(forecasts, f => f.ModelRunId);
        command.AddColumn(forecasts, f => f.IsChallenger);
        command.AddColumn(forecasts, f => f.IssuedAt);
        command.AddColumn(forecasts, f => f.StartsAt);
        command.AddColumn(forecasts, f => f.StepSeconds);
        command.AddColumn(forecasts, f => f.Steps);
        command.AddColumn(forecasts, f => f.Packed);
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
        command.AddColumn(outcomes, o => o.Outcome.Task.SeriesId);
        command.AddColumn(outcomes, o => o.DueAt);
        command.AddColumn(outcomes, o => o.Outcome.State.ToString());
        command.AddColumn(outcomes, o => o.Outcome.GradedUntil);
        command.AddColumn(outcomes, o => o.Outcome.Own?.Forecast.From);
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
        command.AddColumn(outlooks, o => o.SeriesId);
        command.AddColumn(outlooks, o => o.Limit);
        command.AddColumn(outlooks, o => o.Reason.ToString());
        command.AddColumn(outlooks, o => o.EarliestAt);
        command.AddColumn(outlooks, o => o.ExpectedAt);
        command.AddColumn(outlooks, o => o.LatestAt);
        command.AddColumn(outlooks, o => o.PerDay);
        command.AddColumn(outlooks, o => o.LookedAt);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
