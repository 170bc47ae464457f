using System.Data;
using Monitor.Domain.Metrics;
using Monitor.Domain.Metrics.Chunks;
using Npgsql;

namespace Monitor.Tests.Support;

/// <summary>Every tick that the tables hold of a host, whichever tier it is in, read without the code under test but for the codecs.</summary>
internal static class StoredSamples
{
    /// <summary>
    /// By time, all as of one moment: what goes from one tier to the other meanwhile is read once. A tick that two tiers hold, as they may in the middle of sealing, comes
    /// twice here: a test that wants it once sees it.
    /// </summary>
    public static async Task<List<(DateTimeOffset Time, double[] Values)>> ReadAsync(NpgsqlDataSource source, int hostId, int? onlyStreamId = null)
    {
        var ticks = new List<(DateTimeOffset Time, double[] Values)>();
        await using var connection = await source.OpenConnectionAsync();
        await using var moment = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead);
        foreach (var (streamId, width) in (await StreamsAsync(connection, hostId)).Where(s => onlyStreamId is null || s.StreamId == onlyStreamId))
        {
            await ReadRowsAsync(connection, streamId, width, ticks);
            await ReadChunksAsync(connection, streamId, width, ticks);
        }

        return [.. ticks.OrderBy(t => t.Time)];
    }

    private static async Task<List<(int StreamId, int Width)>> StreamsAsync(NpgsqlConnection connection, int hostId)
    {
        await using var command = new NpgsqlCommand(
            "SELECT s.id, (SELECT count(*) FROM series x WHERE x.stream_id = s.id) FROM streams s WHERE s.host_id = $1 ORDER BY 1", connection);
        command.Parameters.AddWithValue(hostId);
        await using var reader = await command.ExecuteReaderAsync();
        var streams = new List<(int, int)>();
        while (await reader.ReadAsync())
        {
            streams.Add((reader.GetInt32(0), (int)reader.GetInt64(1)));
        }

        return streams;
    }

    private static async Task ReadRowsAsync(NpgsqlConnection connection, int streamId, int width, List<(DateTimeOffset Time, double[] Values)> ticks)
    {
        await using var command = new NpgsqlCommand(
            "SELECT ts, v FROM hot_ticks WHERE stream_id = $1 UNION ALL SELECT ts, v FROM late_ticks WHERE stream_id = $1", connection);
        command.Parameters.AddWithValue(streamId);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            var values = new double[width];
            TickCodec.Decode(reader.GetFieldValue<byte[]>(1), values);
            ticks.Add((reader.GetFieldValue<DateTimeOffset>(0), values));
        }
    }

    private static async Task ReadChunksAsync(NpgsqlConnection connection, int streamId, int width, List<(DateTimeOffset Time, double[] Values)> ticks)
    {
        await using var command = new NpgsqlCommand("SELECT offsets, payload FROM chunks WHERE stream_id = $1", connection);
        command.Parameters.AddWithValue(streamId);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            var chunk = new Chunk(new SealedColumns(reader.GetFieldValue<int[]>(0), reader.GetFieldValue<byte[]>(1)));
            var columns = Enumerable.Range(0, width).Select(_ => new double[chunk.Times.Count]).ToArray();
            for (var ordinal = 0; ordinal < width; ordinal++)
            {
                chunk.Read(ordinal, columns[ordinal]);
            }

            ticks.AddRange(chunk.Times.Select((time, i) => (DateTimeOffset.FromUnixTimeMilliseconds(time), columns.Select(c => c[i]).ToArray())));
        }
    }
}
