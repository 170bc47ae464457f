using Monitor.Domain.Logs;
using Monitor.Domain.Logs.Chunks;
using Monitor.Web.Store.Sealing;
using Npgsql;

namespace Monitor.Web.Store.Logs.Sealing;

/// <summary>
/// Makes one chunk of the small ones of a host once their day is over: an hour of few lines takes several times their room. The old ones go in the same transaction. A host that
/// told much in few lines is merged in portions.
/// </summary>
internal sealed class LogDayMerger(NpgsqlDataSource source, SealFaults faults, int mostChars)
{
    /// <summary>A chunk with more is good enough alone.</summary>
    private const int Small = 1 << 14;

    /// <summary>How many days back small chunks are looked for: as long as lines may come late.</summary>
    private const int DaysBack = 8;
    private readonly LogSealer _sealer = new();

    /// <summary>Returns how many chunks were merged.</summary>
    public async Task<int> MergeAsync(DateTimeOffset over, SealFailures failures, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        var merged = 0;
        foreach (var day in await DaysAsync(connection, SealPeriods.Floor(over, SealPeriods.Day), cancellationToken))
        {
            var waiting = await ChunksAsync(connection, day, cancellationToken);
            while (waiting.Count > 0)
            {
                merged += await failures.TryAsync(() => MergeAsync(connection, day, waiting, cancellationToken));
            }
        }

        return merged;
    }

    /// <summary>Those that have a small chunk of an hour, and another: a day that is merged begins at midnight, and is left alone until something comes late.</summary>
    private static async Task<List<HostDay>> DaysAsync(NpgsqlConnection connection, DateTimeOffset over, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            SELECT host_id, retention, date_trunc('day', start, 'UTC') AS day FROM log_chunks WHERE start >= $1 AND start < $2 AND lines < $3
            GROUP BY 1, 2, 3 HAVING count(*) > 1 AND bool_or(start <> date_trunc('day', start, 'UTC'))
            """, connection);
        command.Parameters.AddWithValue(over.AddDays(-DaysBack));
        command.Parameters.AddWithValue(over);
        command.Parameters.AddWithValue(Small);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var days = new List<HostDay>();
        while (await reader.ReadAsync(cancellationToken))
        {
            days.Add(new HostDay(reader.GetInt32(0), (LogRetention)reader.GetInt16(1), reader.GetFieldValue<DateTimeOffset>(2)));
        }

        return days;
    }

    private static async Task<Queue<WaitingRow<ChunkKey>>> ChunksAsync(NpgsqlConnection connection, HostDay day, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "SELECT start, part, lines FROM log_chunks WHERE host_id = $1 AND retention = $2 AND start >= $3 AND start < $4 AND lines < $5 ORDER BY start, part", connection);
        command.Parameters.AddWithValue(day.HostId);
        command.Parameters.AddWithValue((short)day.Retention);
        command.Parameters.AddWithValue(day.Start);
        command.Parameters.AddWithValue(day.Start + SealPeriods.Day);
        command.Parameters.AddWithValue(Small);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var chunks = new Queue<WaitingRow<ChunkKey>>();
        while (await reader.ReadAsync(cancellationToken))
        {
            chunks.Enqueue(new WaitingRow<ChunkKey>(new ChunkKey(reader.GetFieldValue<DateTimeOffset>(0), reader.GetInt64(1)), reader.GetInt32(2)));
        }

        return chunks;
    }

    private async Task<int> MergeAsync(NpgsqlConnection connection, HostDay day, Queue<WaitingRow<ChunkKey>> waiting, CancellationToken cancellationToken)
    {
        await using var transaction = await SealTransaction.BeginAsync(connection, cancellationToken);
        var portion = new LogPortion<ChunkKey>(mostChars);
        await portion.FillAsync(waiting, keys => Taking(connection, day, keys), reader =>
        {
            var chunk = new LogChunk(reader.GetFieldValue<byte[]>(0));
            for (var i = 0; i < chunk.Count; i++)
            {
                portion.Add(chunk[i]);
            }
        }, cancellationToken);
        await LogChunkTable.WriteAsync(connection, day.HostId, day.Retention, [.. _sealer.Seal(portion.Lines, SealPeriods.Day)], cancellationToken);
        faults.Reach(SealPhase.LogDayWritten);
        await transaction.CommitAsync(cancellationToken);
        faults.Reach(SealPhase.LogDayCommitted);
        return portion.Rows.Count;
    }

    private static NpgsqlCommand Taking(NpgsqlConnection connection, HostDay day, IReadOnlyList<ChunkKey> keys)
    {
        var command = new NpgsqlCommand(
            """
            DELETE FROM log_chunks c USING unnest($3, $4) AS k(start, part)
            WHERE c.host_id = $1 AND c.retention = $2 AND c.start = k.start AND c.part = k.part AND c.start >= $5 AND c.start < $6 RETURNING c.payload
            """, connection);
        command.Parameters.AddWithValue(day.HostId);
        command.Parameters.AddWithValue((short)day.Retention);
        command.Parameters.AddWithValue(keys.Select(k => k.Start).ToArray());
        command.Parameters.AddWithValue(keys.Select(k => k.Part).ToArray());
        command.Parameters.AddWithValue(day.Start);
        command.Parameters.AddWithValue(day.Start + SealPeriods.Day);
        return command;
    }

    private sealed record HostDay(int HostId, LogRetention Retention, DateTimeOffset Start);

    private readonly record struct ChunkKey(DateTimeOffset Start, long Part);
}
