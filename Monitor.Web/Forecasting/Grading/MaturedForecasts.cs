using Monitor.Domain.Forecasting;
using Npgsql;

namespace Monitor.Web.Forecasting.Grading;

/// <summary>Finds the forecasts whose time has come and that were not graded, of many series in one statement.</summary>
internal static class MaturedForecasts
{
    /// <param name="series">Each with the end that was graded last, and the end until which all is known by now.</param>
    public static async Task<ILookup<int, StoredForecast>> ReadAsync(
        NpgsqlConnection connection, GridShape shape, IReadOnlyList<(int SeriesId, DateTimeOffset GradedUntil, DateTimeOffset Until)> series, CancellationToken cancellationToken)
    {
        if (series.Count == 0)
        {
            return Array.Empty<StoredForecast>().ToLookup(f => f.SeriesId);
        }

        await using var command = new NpgsqlCommand(
            """
            SELECT f.series_id, f.model, f.starts_at, f.steps, f.packed
            FROM unnest($1, $2, $3) AS t(id, after, until)
            JOIN forecasts f ON f.series_id = t.id AND f.grid = $4 AND f.tier = ANY($5) AND f.starts_at > t.after AND f.starts_at <= t.until
            WHERE f.starts_at > $6 AND f.starts_at <= $7
            """, connection);
        command.Parameters.AddWithValue(series.Select(s => s.SeriesId).ToArray());
        command.Parameters.AddWithValue(series.Select(s => s.GradedUntil - shape.Reach).ToArray());
        command.Parameters.AddWithValue(series.Select(s => s.Until - shape.Reach).ToArray());
        command.Parameters.AddWithValue((short)shape.Grid);
        command.Parameters.AddWithValue(new[] { (short)shape.Grid, StoredForecast.KeptTier });
        command.Parameters.AddWithValue(series.Min(s => s.GradedUntil) - shape.Reach);
        command.Parameters.AddWithValue(series.Max(s => s.Until) - shape.Reach);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var found = new List<StoredForecast>();
        while (await reader.ReadAsync(cancellationToken))
        {
            found.Add(new StoredForecast
            {
                SeriesId = reader.GetInt32(0), Grid = shape.Grid, Model = reader.GetString(1), StartsAt = reader.GetFieldValue<DateTimeOffset>(2),
                StepSeconds = (int)shape.Step.TotalSeconds, Steps = reader.GetInt32(3), Packed = reader.GetFieldValue<byte[]>(4),
            });
        }

        return found.ToLookup(f => f.SeriesId);
    }
}
