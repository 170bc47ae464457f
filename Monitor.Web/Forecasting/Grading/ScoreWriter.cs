using Monitor.Domain.Forecasting;
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
        Add(command, scores, s => s.SeriesId);
        Add(command, scores, s => s.Horizon);
        Add(command, scores, s => s.Model);
        Add(command, scores, s => s.Day);
        Add(command, scores, s => s.Forecasts);
        Add(command, scores, s => s.Count);
        Add(command, scores, s => s.AbsoluteError);
        Add(command, scores, s => s.Pinball);
        Add(command, scores, s => s.In80);
        Add(command, scores, s => s.In95);
        Add(command, scores, s => s.NaiveError);
        Add(command, scores, s => s.SeasonalError);
        Add(command, scores, s => s.SeasonalCount);
        Add(command, scores, s => s.ErrorBesideSeasonal);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static void Add<T>(NpgsqlCommand command, IReadOnlyList<ForecastScore> scores, Func<ForecastScore, T> value) =>
        command.Parameters.Add(new NpgsqlParameter<T[]> { TypedValue = [.. scores.Select(value)] });
}
