using Monitor.Domain.Metrics.Chunks;
using Npgsql;
using NpgsqlTypes;

namespace Monitor.Web.Store.Sealing;

/// <summary>Reads and writes whole rows of <c>chunks</c> and <c>rollups</c>, within the caller's transaction.</summary>
internal static class SealedTables
{
    public const short HourMinutes = 1;
    public const short DayMinutes = 2;
    public const short DayHours = 3;

    private const short OneHour = 1;
    private const short OneDay = 24;

    /// <summary>The chunks of one stream that touch a day: the day's own first, then its hours.</summary>
    public static async Task<List<(DateTimeOffset Start, bool IsDay, Chunk Chunk)>> LoadAsync(
        NpgsqlConnection connection, int streamId, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            SELECT start, hours, offsets, payload FROM chunks WHERE stream_id = $1 AND hours = 24 AND start = $4
            UNION ALL
            SELECT start, hours, offsets, payload FROM chunks WHERE stream_id = $1 AND hours = 1 AND start >= $2 AND start < $3
            """, connection);
        command.Parameters.AddWithValue(streamId);
        command.Parameters.AddWithValue(from);
        command.Parameters.AddWithValue(to);
        command.Parameters.AddWithValue(SealPeriods.Floor(from, SealPeriods.Day));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var chunks = new List<(DateTimeOffset Start, bool IsDay, Chunk Chunk)>();
        while (await reader.ReadAsync(cancellationToken))
        {
            var columns = new SealedColumns(reader.GetFieldValue<int[]>(2), reader.GetFieldValue<byte[]>(3));
            chunks.Add((reader.GetFieldValue<DateTimeOffset>(0), reader.GetInt16(1) == OneDay, new Chunk(columns)));
        }

        return [.. chunks.OrderByDescending(c => c.IsDay).ThenBy(c => c.Start)];
    }

    /// <summary>Writes chunks and roll-ups; those that are there already are replaced when the caller says that there may be some.</summary>
    public static async Task WriteAsync(NpgsqlConnection connection, IReadOnlyList<SealedRow> rows, bool mayExist, CancellationToken cancellationToken)
    {
        foreach (var start in rows.GroupBy(r => (r.Start, r.IsDay)))
        {
            await EnsurePartitionsAsync(connection, start.Key.Start, start.Key.IsDay, cancellationToken);
            if (mayExist)
            {
                await DeleteAsync(connection, [.. start.Select(r => r.StreamId)], start.Key.Start, start.Key.IsDay, cancellationToken);
            }
        }

        await CopyChunksAsync(connection, rows, cancellationToken);
        await CopyRollupsAsync(connection, rows, cancellationToken);
    }

    private static async Task EnsurePartitionsAsync(NpgsqlConnection connection, DateTimeOffset start, bool isDay, CancellationToken cancellationToken)
    {
        string[] tables = isDay ? ["chunks_days", "rollups_day_minutes", "rollups_day_hours"] : ["chunks_hours", "rollups_hour_minutes"];
        await using var command = new NpgsqlCommand("SELECT ensure_partition(t, $2) FROM unnest($1) AS t", connection);
        command.Parameters.AddWithValue(tables);
        command.Parameters.AddWithValue(start);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task DeleteAsync(
        NpgsqlConnection connection, int[] streams, DateTimeOffset start, bool isDay, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            WITH gone AS (DELETE FROM chunks WHERE stream_id = ANY($1) AND hours = $2 AND start = $3)
            DELETE FROM rollups WHERE stream_id = ANY($1) AND tier = ANY($4) AND start = $3
            """, connection);
        command.Parameters.AddWithValue(streams);
        command.Parameters.AddWithValue(isDay ? OneDay : OneHour);
        command.Parameters.AddWithValue(start);
        command.Parameters.AddWithValue(isDay ? new[] { DayMinutes, DayHours } : [HourMinutes]);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task CopyChunksAsync(NpgsqlConnection connection, IReadOnlyList<SealedRow> rows, CancellationToken cancellationToken)
    {
        await using var copy = await connection.BeginBinaryImportAsync(
            "COPY chunks (stream_id, hours, start, ticks, samples, offsets, payload) FROM STDIN (FORMAT BINARY)", cancellationToken);
        foreach (var row in rows)
        {
            await copy.StartRowAsync(cancellationToken);
            await copy.WriteAsync(row.StreamId, NpgsqlDbType.Integer, cancellationToken);
            await copy.WriteAsync(row.IsDay ? OneDay : OneHour, NpgsqlDbType.Smallint, cancellationToken);
            await copy.WriteAsync(row.Start, NpgsqlDbType.TimestampTz, cancellationToken);
            await copy.WriteAsync(row.Period.Ticks, NpgsqlDbType.Integer, cancellationToken);
            await copy.WriteAsync(row.Period.Samples, NpgsqlDbType.Bigint, cancellationToken);
            await copy.WriteAsync(row.Period.Chunk.Offsets, NpgsqlDbType.Array | NpgsqlDbType.Integer, cancellationToken);
            await copy.WriteAsync(row.Period.Chunk.Payload, NpgsqlDbType.Bytea, cancellationToken);
        }

        await copy.CompleteAsync(cancellationToken);
    }

    private static async Task CopyRollupsAsync(NpgsqlConnection connection, IReadOnlyList<SealedRow> rows, CancellationToken cancellationToken)
    {
        await using var copy = await connection.BeginBinaryImportAsync(
            "COPY rollups (stream_id, tier, start, offsets, payload) FROM STDIN (FORMAT BINARY)", cancellationToken);
        foreach (var row in rows)
        {
            await WriteAsync(copy, row, row.IsDay ? DayMinutes : HourMinutes, row.Period.Minutes, cancellationToken);
            if (row.Period.Hours is { } hours)
            {
                await WriteAsync(copy, row, DayHours, hours, cancellationToken);
            }
        }

        await copy.CompleteAsync(cancellationToken);
    }

    private static async Task WriteAsync(
        NpgsqlBinaryImporter copy, SealedRow row, short tier, SealedColumns columns, CancellationToken cancellationToken)
    {
        await copy.StartRowAsync(cancellationToken);
        await copy.WriteAsync(row.StreamId, NpgsqlDbType.Integer, cancellationToken);
        await copy.WriteAsync(tier, NpgsqlDbType.Smallint, cancellationToken);
        await copy.WriteAsync(row.Start, NpgsqlDbType.TimestampTz, cancellationToken);
        await copy.WriteAsync(columns.Offsets, NpgsqlDbType.Array | NpgsqlDbType.Integer, cancellationToken);
        await copy.WriteAsync(columns.Payload, NpgsqlDbType.Bytea, cancellationToken);
    }
}
