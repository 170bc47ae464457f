using Monitor.Domain.Forecasting;
using Monitor.Web.Store;
using Npgsql;

namespace Monitor.Web.Forecasting.Grading;

/// <summary>Adds grades to what the days have already, within the caller's transaction, which also moves on the mark of what was graded.</summary>
internal static class ScoreWriter
{
    public static async Task AddAsync(NpgsqlConnection connection, IReadOnlyList<ForecastScore> scores, CancellationToken cancellationToken)
    {
        if (scores.Count == 0)
        {
            return;
        }

        await using var command = new NpgsqlCommand(
            """
            INSERT INTO forecast_scores AS s (series_id, horizon, model, day, forecasts, count, absolute_error, pinball, in80, in95, naive_error, seasonal_error,
                seasonal_count, error_beside_seasonal)
            SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
            ON CONFLICT (series_id, horizon, model, day) DO UPDATE SET
                forecasts = s.forecasts + excluded.forecasts, count = s.count + excluded.count, absolute_error = s.absolute_error + excluded.absolute_error,
                pinball = s.pinball + excluded.pinball, in80 = s.in80 + excluded.in80, in95 = s.in95 + excluded.in95, naive_error = s.naive_error + excluded.naive_error,
                seasonal_error = s.seasonal_error + excluded.seasonal_error, seasonal_count = s.seasonal_count + excluded.seasonal_count,
                error_beside_seasonal = s.error_beside_seasonal + excluded.error_beside_seasonal
            """, connection);
        command.AddColumn(scores, s => s.SeriesId);
        command.AddColumn(scores, s => s.Horizon);
        command.AddColumn(scores, s => s.Model);
        command.AddColumn(scores, s => s.Day);
        command.AddColumn(scores, s => s.Forecasts);
        command.AddColumn(scores, s => s.Count);
        command.AddColumn(scores, s => s.AbsoluteError);
        command.AddColumn(scores, s => s.Pinball);
        command.AddColumn(scores, s => s.In80);
        command.AddColumn(scores, s => s.In95);
        command.AddColumn(scores, s => s.NaiveError);
        command.AddColumn(scores, s => s.SeasonalError);
        command.AddColumn(scores, s => s.SeasonalCount);
        command.AddColumn(scores, s => s.ErrorBesideSeasonal);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
