using Npgsql;

namespace Monitor.Web.Store.Sealing;

/// <summary>The streams that have something to seal in a period, by their ids.</summary>
internal static class PeriodStreams
{
    public static Task<List<int>> OfHotHourAsync(NpgsqlConnection connection, DateTimeOffset hour, CancellationToken cancellationToken) => ReadAsync(
        connection, "SELECT DISTINCT stream_id FROM hot_ticks WHERE ts >= $1 AND ts < $2 ORDER BY 1", hour, hour + SealPeriods.Hour, cancellationToken);

    /// <summary>
    /// Without those whose day holds just as many ticks as its hours: an earlier round has merged them, and somebody who reads for long, such as a backup, kept the hours from
    /// being dropped.
    /// </summary>
    public static Task<List<int>> OfSealedHoursAsync(NpgsqlConnection connection, DateTimeOffset day, CancellationToken cancellationToken) => ReadAsync(
        connection,
        """
        SELECT h.stream_id FROM chunks h WHERE h.hours = 1 AND h.start >= $1 AND h.start < $2 GROUP BY h.stream_id
        HAVING sum(h.ticks) IS DISTINCT FROM (SELECT d.ticks FROM chunks d WHERE d.stream_id = h.stream_id AND d.hours = 24 AND d.start = $1) ORDER BY 1
        """,
        day, day + SealPeriods.Day, cancellationToken);

    private static async Task<List<int>> ReadAsync(
        NpgsqlConnection connection, string statement, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(statement, connection);
        command.Parameters.AddWithValue(from);
        command.Parameters.AddWithValue(to);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var streams = new List<int>();
        while (await reader.ReadAsync(cancellationToken))
        {
            streams.Add(reader.GetInt32(0));
        }

        return streams;
    }
}
