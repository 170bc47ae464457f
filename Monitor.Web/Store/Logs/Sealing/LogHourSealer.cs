using Monitor.Domain.Logs;
using Monitor.Domain.Logs.Chunks;
using Monitor.Web.Store.Sealing;
using Npgsql;

namespace Monitor.Web.Store.Logs.Sealing;

/// <summary>
/// Makes chunks of the lines that arrived in one closed hour, host by host: the chunks are written and the rows that they were made of are deleted in one transaction, so that a
/// crash at any moment loses nothing and doubles nothing. A host that tells much is sealed in portions. Then the empty partition goes.
/// </summary>
internal sealed class LogHourSealer(NpgsqlDataSource source, SealFaults faults, int mostChars)
{
    private readonly LogSealer _sealer = new();

    /// <summary>Returns the lines that were sealed.</summary>
    public async Task<long> SealAsync(string partition, DateTimeOffset hour, SealFailures failures, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        var lines = 0L;
        foreach (var host in await HostsAsync(connection, hour, cancellationToken))
        {
            while (host.Waiting.Count > 0)
            {
                lines += await failures.TryAsync(() => SealAsync(connection, host, hour, cancellationToken));
            }
        }

        await DropAsync(connection, partition, cancellationToken);
        return lines;
    }

    private static async Task<List<RowsOfHost>> HostsAsync(NpgsqlConnection connection, DateTimeOffset hour, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "SELECT host_id, retention, id, lines FROM log_hot WHERE arrived >= $1 AND arrived < $2 ORDER BY host_id, retention, id", connection);
        command.Parameters.AddWithValue(hour);
        command.Parameters.AddWithValue(hour + SealPeriods.Hour);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var hosts = new List<RowsOfHost>();
        while (await reader.ReadAsync(cancellationToken))
        {
            var (host, retention) = (reader.GetInt32(0), (LogRetention)reader.GetInt16(1));
            if (hosts.Count == 0 || hosts[^1].HostId != host || hosts[^1].Retention != retention)
            {
                hosts.Add(new RowsOfHost(host, retention, []));
            }

            hosts[^1].Waiting.Enqueue(new WaitingRow<long>(reader.GetInt64(2), reader.GetInt32(3)));
        }

        return hosts;
    }

    private async Task<int> SealAsync(NpgsqlConnection connection, RowsOfHost host, DateTimeOffset hour, CancellationToken cancellationToken)
    {
        await using var transaction = await SealTransaction.BeginAsync(connection, cancellationToken);
        var portion = new LogPortion<long>(mostChars);
        await portion.FillAsync(
            host.Waiting, ids => Command(connection, "SELECT id, payload FROM log_hot WHERE host_id = $1 AND id = ANY($2) AND arrived >= $3 AND arrived < $4", host, ids, hour),
            reader => Take(reader, portion), cancellationToken);
        var count = portion.Lines.Count;
        await LogChunkTable.WriteAsync(connection, host.HostId, host.Retention, [.. _sealer.Seal(portion.Lines, SealPeriods.Hour)], cancellationToken);
        faults.Reach(SealPhase.LogsWritten);
        await using (var delete = Command(connection, "DELETE FROM log_hot WHERE host_id = $1 AND id = ANY($2) AND arrived >= $3 AND arrived < $4", host, portion.Rows, hour))
        {
            var deleted = await delete.ExecuteNonQueryAsync(cancellationToken);
            if (deleted != portion.Rows.Count)
            {
                throw new InvalidDataException($"Of {portion.Rows.Count} rows of lines that were sealed, {deleted} were there to be deleted.");
            }
        }

        faults.Reach(SealPhase.LogsDeleted);
        await transaction.CommitAsync(cancellationToken);
        faults.Reach(SealPhase.LogsCommitted);
        return count;
    }

    private static void Take(NpgsqlDataReader reader, LogPortion<long> portion)
    {
        var chunk = new LogChunk(reader.GetFieldValue<byte[]>(1));
        for (var i = 0; i < chunk.Count; i++)
        {
            portion.Add(chunk[i] with { Number = HotLogs.NumberOf(reader.GetInt64(0), i) });
        }
    }

    /// <summary>Not where something is left, or came meanwhile: then the next round goes on.</summary>
    private static async Task DropAsync(NpgsqlConnection connection, string partition, CancellationToken cancellationToken)
    {
        await using var transaction = await SealTransaction.BeginAsync(connection, cancellationToken);
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

    private static NpgsqlCommand Command(NpgsqlConnection connection, string statement, RowsOfHost host, IReadOnlyList<long> ids, DateTimeOffset hour)
    {
        var command = new NpgsqlCommand(statement, connection);
        command.Parameters.AddWithValue(host.HostId);
        command.Parameters.AddWithValue(ids.ToArray());
        command.Parameters.AddWithValue(hour);
        command.Parameters.AddWithValue(hour + SealPeriods.Hour);
        return command;
    }

    private sealed record RowsOfHost(int HostId, LogRetention Retention, Queue<WaitingRow<long>> Waiting);
}
