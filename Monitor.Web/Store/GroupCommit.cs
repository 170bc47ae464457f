using Npgsql;
using NpgsqlTypes;

namespace Monitor.Web.Store;

/// <summary>
/// Puts the ticks of a group of batches into the database in one transaction: by COPY at first; where a key is there already, which ends a COPY, by an
/// INSERT that leaves out what is there and says what was new.
/// </summary>
internal sealed class GroupCommit(NpgsqlDataSource source, CommitFaults faults)
{
    private readonly PartitionBook _partitions = new();

    /// <summary>What of each batch was new, in the order of the group; throws what the database throws.</summary>
    public async Task<IReadOnlyList<StoredTicks>> StoreAsync(IReadOnlyList<SampleBatch> group, bool mayHoldDuplicates, CancellationToken cancellationToken)
    {
        var stored = StoredTicks.Of(group);
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await _partitions.EnsureAsync(connection, group, cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (mayHoldDuplicates)
        {
            await InsertTicksAsync(connection, stored, cancellationToken);
            await InsertProcessesAsync(connection, group, cancellationToken);
        }
        else
        {
            await CopyTicksAsync(connection, stored, cancellationToken);
            await CopyProcessesAsync(connection, group, cancellationToken);
        }

        await GroupTexts.StoreAsync(connection, group, cancellationToken);
        faults.Reach(CommitPhase.BeforeCommit);
        await transaction.CommitAsync(cancellationToken);
        faults.Reach(CommitPhase.AfterCommit);
        return stored;
    }

    public void ForgetPartitions() => _partitions.Forget();

    private static async Task CopyTicksAsync(NpgsqlConnection connection, IReadOnlyList<StoredTicks> stored, CancellationToken cancellationToken)
    {
        if (stored.All(s => s.New.Count == 0))
        {
            return;
        }

        await using var copy = await connection.BeginBinaryImportAsync("COPY hot_ticks (stream_id, ts, v) FROM STDIN (FORMAT BINARY)", cancellationToken);
        foreach (var tick in stored.SelectMany(s => s.New))
        {
            await copy.StartRowAsync(cancellationToken);
            await copy.WriteAsync(tick.StreamId, NpgsqlDbType.Integer, cancellationToken);
            await copy.WriteAsync(tick.Time, NpgsqlDbType.TimestampTz, cancellationToken);
            await copy.WriteAsync(tick.Packed, NpgsqlDbType.Bytea, cancellationToken);
        }

        await copy.CompleteAsync(cancellationToken);
    }

    private static async Task InsertTicksAsync(NpgsqlConnection connection, IReadOnlyList<StoredTicks> stored, CancellationToken cancellationToken)
    {
        var ticks = stored.SelectMany(s => s.New).ToList();
        if (ticks.Count == 0)
        {
            return;
        }

        await using var command = new NpgsqlCommand(
            """
            INSERT INTO hot_ticks (stream_id, ts, v) SELECT n.s, n.t, n.v FROM unnest($1, $2, $3) AS n(s, t, v)
            ON CONFLICT DO NOTHING RETURNING stream_id, ts
            """, connection);
        command.Parameters.AddWithValue(ticks.Select(t => t.StreamId).ToArray());
        command.Parameters.AddWithValue(ticks.Select(t => t.Time).ToArray());
        command.Parameters.AddWithValue(ticks.Select(t => t.Packed.ToArray()).ToArray());
        var inserted = new HashSet<(int, DateTime)>();
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                inserted.Add((reader.GetInt32(0), reader.GetDateTime(1)));
            }
        }

        foreach (var batch in stored)
        {
            batch.KeepOnly(t => inserted.Contains((t.StreamId, t.Time.UtcDateTime)));
        }
    }

    private static async Task CopyProcessesAsync(NpgsqlConnection connection, IReadOnlyList<SampleBatch> group, CancellationToken cancellationToken)
    {
        if (group.All(b => b.Processes.Count == 0))
        {
            return;
        }

        var written = new HashSet<(int, DateTimeOffset)>();
        await using var copy = await connection.BeginBinaryImportAsync("COPY process_ticks (host_id, ts, top) FROM STDIN (FORMAT BINARY)", cancellationToken);
        foreach (var batch in group)
        {
            foreach (var row in batch.Processes.Where(r => written.Add((batch.HostId, r.Time))))
            {
                await copy.StartRowAsync(cancellationToken);
                await copy.WriteAsync(batch.HostId, NpgsqlDbType.Integer, cancellationToken);
                await copy.WriteAsync(row.Time, NpgsqlDbType.TimestampTz, cancellationToken);
                await copy.WriteAsync(row.Top, NpgsqlDbType.Bytea, cancellationToken);
            }
        }

        await copy.CompleteAsync(cancellationToken);
    }

    private static async Task InsertProcessesAsync(NpgsqlConnection connection, IReadOnlyList<SampleBatch> group, CancellationToken cancellationToken)
    {
        var rows = group.SelectMany(b => b.Processes, (b, r) => (b.HostId, r.Time, r.Top)).ToList();
        if (rows.Count == 0)
        {
            return;
        }

        await using var command = new NpgsqlCommand(
            "INSERT INTO process_ticks (host_id, ts, top) SELECT n.h, n.t, n.p FROM unnest($1, $2, $3) AS n(h, t, p) ON CONFLICT DO NOTHING", connection);
        command.Parameters.AddWithValue(rows.Select(r => r.HostId).ToArray());
        command.Parameters.AddWithValue(rows.Select(r => r.Time).ToArray());
        command.Parameters.AddWithValue(rows.Select(r => r.Top).ToArray());
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
