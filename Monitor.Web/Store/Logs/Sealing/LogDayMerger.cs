using Monitor.Domain.Logs;
using Monitor.Domain.Logs.Chunks;
using Monitor.Web.Store.Sealing;
using Npgsql;

namespace Monitor.Web.Store.Logs.Sealing;

/// <summary>
/// Makes one chunk of the small ones of a host once their day is over: an hour of few lines takes several times their room. The old ones go in the same transaction.
/// </summary>
internal sealed class LogDayMerger(NpgsqlDataSource source, SealFaults faults)
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
            merged += await failures.TryAsync(() => MergeAsync(connection, day, cancellationToken));
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

    private async Task<int> MergeAsync(NpgsqlConnection connection, HostDay day, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var (lines, chunks) = (new List<LogLine>(), 0);
        await using (var take = new NpgsqlCommand(
            "DELETE FROM log_chunks WHERE host_id = $1 AND retention = $2 AND start >= $3 AND start < $4 AND lines < $5 RETURNING payload", connection))
        {
            take.Parameters.AddWithValue(day.HostId);
            take.Parameters.AddWithValue((short)day.Retention);
            take.Parameters.AddWithValue(day.Start);
            take.Parameters.AddWithValue(day.Start + SealPeriods.Day);
            take.Parameters.AddWithValue(Small);
            await using var reader = await take.ExecuteReaderAsync(cancellationToken);
            for (; await reader.ReadAsync(cancellationToken); chunks++)
            {
                var chunk = new LogChunk(reader.GetFieldValue<byte[]>(0));
                for (var i = 0; i < chunk.Count; i++)
                {
                    lines.Add(chunk[i]);
                }
            }
        }

        await LogChunkTable.WriteAsync(connection, day.HostId, day.Retention, [.. _sealer.Seal(lines, SealPeriods.Day)], cancellationToken);
        faults.Reach(SealPhase.LogDayWritten);
        await transaction.CommitAsync(cancellationToken);
        faults.Reach(SealPhase.LogDayCommitted);
        return chunks;
    }

    private sealed record HostDay(int HostId, LogRetention Retention, DateTimeOffset Start);
}
