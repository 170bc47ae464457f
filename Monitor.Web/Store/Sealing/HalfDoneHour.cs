using Monitor.Domain.Metrics.Chunks;
using Npgsql;

namespace Monitor.Web.Store.Sealing;

/// <summary>Streams of an hour that have a chunk already, because a crash came before the hot partition was dropped or a clock went back.</summary>
internal static class HalfDoneHour
{
    /// <summary>Returns them. Where the chunk lacks some of the hot rows, these become late ones.</summary>
    public static async Task<IReadOnlyCollection<int>> SetAsideAsync(
        NpgsqlConnection connection, int[] streams, DateTimeOffset hour, CancellationToken cancellationToken)
    {
        var known = await TimesAsync(connection, streams, hour, cancellationToken);
        if (known.Count == 0)
        {
            return [];
        }

        var missing = (await HotAsync(connection, [.. known.Keys], hour, cancellationToken)).FindAll(row => !known[row.StreamId].Contains(row.Time));
        if (missing.Count > 0)
        {
            await MakeLateAsync(connection, missing, hour, cancellationToken);
        }

        return known.Keys;
    }

    private static async Task MakeLateAsync(
        NpgsqlConnection connection, List<(int StreamId, long Time)> rows, DateTimeOffset hour, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            INSERT INTO late_ticks SELECT h.stream_id, h.ts, h.v FROM hot_ticks h JOIN unnest($1, $2) AS m(s, t) ON (h.stream_id >> 3) = m.s >> 3 AND h.stream_id = m.s AND h.ts = m.t
            WHERE h.ts >= $3 AND h.ts < $4 ON CONFLICT DO NOTHING
            """, connection);
        command.Parameters.AddWithValue(rows.ConvertAll(r => r.StreamId).ToArray());
        command.Parameters.AddWithValue(rows.ConvertAll(r => DateTimeOffset.FromUnixTimeMilliseconds(r.Time)).ToArray());
        command.Parameters.AddWithValue(hour);
        command.Parameters.AddWithValue(hour + SealPeriods.Hour);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task<Dictionary<int, HashSet<long>>> TimesAsync(
        NpgsqlConnection connection, int[] streams, DateTimeOffset hour, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            SELECT stream_id, substring(payload FROM 1 FOR offsets[2]) FROM chunks
            WHERE stream_id = ANY($1) AND ((hours = 1 AND start = $2) OR (hours = 24 AND start = $3))
            """, connection);
        command.Parameters.AddWithValue(streams);
        command.Parameters.AddWithValue(hour);
        command.Parameters.AddWithValue(SealPeriods.Floor(hour, SealPeriods.Day));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var times = new Dictionary<int, HashSet<long>>();
        while (await reader.ReadAsync(cancellationToken))
        {
            if (!times.TryGetValue(reader.GetInt32(0), out var all))
            {
                times[reader.GetInt32(0)] = all = [];
            }

            all.UnionWith(Chunk.ReadTimes(reader.GetFieldValue<ReadOnlyMemory<byte>>(1).Span));
        }

        return times;
    }

    private static async Task<List<(int StreamId, long Time)>> HotAsync(
        NpgsqlConnection connection, int[] streams, DateTimeOffset hour, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "SELECT stream_id, ts FROM hot_ticks WHERE (stream_id >> 3) = ANY($4) AND stream_id = ANY($1) AND ts >= $2 AND ts < $3", connection);
        command.Parameters.AddWithValue(streams);
        command.Parameters.AddWithValue(hour);
        command.Parameters.AddWithValue(hour + SealPeriods.Hour);
        command.Parameters.AddWithValue(streams.Select(HotTicks.PlaceOf).Distinct().ToArray());
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<(int, long)>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add((reader.GetInt32(0), new DateTimeOffset(reader.GetDateTime(1)).ToUnixTimeMilliseconds()));
        }

        return rows;
    }
}
