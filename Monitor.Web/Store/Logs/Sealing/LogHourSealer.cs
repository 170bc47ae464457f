using Monitor.Domain.Logs;
using Monitor.Domain.Logs.Chunks;
using Monitor.Web.Store.Sealing;
using Npgsql;

namespace Monitor.Web.Store.Logs.Sealing;

/// <summary>
/// Makes chunks of the lines that arrived in one closed hour, host by host: the chunks are written and the rows that they were made of are deleted in one transaction, so that a
/// crash at any moment loses nothing and doubles nothing. Then the empty partition goes.
/// </summary>
internal sealed class LogHourSealer(NpgsqlDataSource source, SealFaults faults)
{
    /// <summary>Lines that are in memory at a time: a host that tells much is sealed in portions.</summary>
    private const int MostLines = 200_000;
    private readonly LogSealer _sealer = new();

    /// <summary>Returns the lines that were sealed.</summary>
    public async Task<long> SealAsync(string partition, DateTimeOffset hour, SealFailures failures, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        var lines = 0L;
        foreach (var portion in await PortionsAsync(connection, hour, cancellationToken))
        {
            lines += await failures.TryAsync(() => SealAsync(connection, portion, hour, cancellationToken));
        }

        await DropAsync(connection, partition, cancellationToken);
        return lines;
    }

    private static async Task<List<Portion>> PortionsAsync(NpgsqlConnection connection, DateTimeOffset hour, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "SELECT host_id, retention, id, lines FROM log_hot WHERE arrived >= $1 AND arrived < $2 ORDER BY host_id, retention, id", connection);
        command.Parameters.AddWithValue(hour);
        command.Parameters.AddWithValue(hour + SealPeriods.Hour);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var portions = new List<Portion>();
        var lines = 0;
        while (await reader.ReadAsync(cancellationToken))
        {
            var (host, retention) = (reader.GetInt32(0), (LogRetention)reader.GetInt16(1));
            if (portions.Count == 0 || portions[^1].HostId != host || portions[^1].Retention != retention || lines > MostLines)
            {
                portions.Add(new Portion(host, retention, []));
                lines = 0;
            }

            portions[^1].Ids.Add(reader.GetInt64(2));
            lines += reader.GetInt32(3);
        }

        return portions;
    }

    private async Task<int> SealAsync(NpgsqlConnection connection, Portion portion, DateTimeOffset hour, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var lines = await ReadAsync(connection, portion, hour, cancellationToken);
        var count = lines.Count;
        await LogChunkTable.WriteAsync(connection, portion.HostId, portion.Retention, [.. _sealer.Seal(lines, SealPeriods.Hour)], cancellationToken);
        faults.Reach(SealPhase.LogsWritten);
        await using (var delete = Command(connection, "DELETE FROM log_hot WHERE host_id = $1 AND id = ANY($2) AND arrived >= $3 AND arrived < $4", portion, hour))
        {
            var deleted = await delete.ExecuteNonQueryAsync(cancellationToken);
            if (deleted != portion.Ids.Count)
            {
                throw new InvalidDataException($"Of {portion.Ids.Count} rows of lines that were sealed, {deleted} were there to be deleted.");
            }
        }

        faults.Reach(SealPhase.LogsDeleted);
        await transaction.CommitAsync(cancellationToken);
        faults.Reach(SealPhase.LogsCommitted);
        return count;
    }

    private static async Task<List<LogLine>> ReadAsync(NpgsqlConnection connection, Portion portion, DateTimeOffset hour, CancellationToken cancellationToken)
    {
        await using var command = Command(
            connection, "SELECT id, payload FROM log_hot WHERE host_id = $1 AND id = ANY($2) AND arrived >= $3 AND arrived < $4", portion, hour);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var lines = new List<LogLine>();
        while (await reader.ReadAsync(cancellationToken))
        {
            var chunk = new LogChunk(reader.GetFieldValue<byte[]>(1));
            for (var i = 0; i < chunk.Count; i++)
            {
                lines.Add(chunk[i] with { Number = HotLogs.NumberOf(reader.GetInt64(0), i) });
            }
        }

        return lines;
    }

    /// <summary>Not where something is left, or came meanwhile: then the next round goes on.</summary>
    private static async Task DropAsync(NpgsqlConnection connection, string partition, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (!await PartitionLock.TryAsync(connection, partition, cancellationToken))
        {
            return;
        }

        await using var any = new NpgsqlCommand($"SELECT EXISTS (SELECT 1 FROM {new NpgsqlCommandBuilder().QuoteIdentifier(partition)})", connection);
        if (await any.ExecuteScalarAsync(cancellationToken) is false
            && await PartitionDrop.TryAsync(connection, transaction, [("log_hot", partition)], cancellationToken))
        {
            await transaction.CommitAsync(cancellationToken);
        }
    }

    private static NpgsqlCommand Command(NpgsqlConnection connection, string statement, Portion portion, DateTimeOffset hour)
    {
        var command = new NpgsqlCommand(statement, connection);
        command.Parameters.AddWithValue(portion.HostId);
        command.Parameters.AddWithValue(portion.Ids.ToArray());
        command.Parameters.AddWithValue(hour);
        command.Parameters.AddWithValue(hour + SealPeriods.Hour);
        return command;
    }

    private sealed record Portion(int HostId, LogRetention Retention, List<long> Ids);
}
