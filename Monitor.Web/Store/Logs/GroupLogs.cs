using Monitor.Domain.Logs;
using Monitor.Domain.Logs.Chunks;
using Npgsql;
using NpgsqlTypes;

namespace Monitor.Web.Store.Logs;

/// <summary>The log lines of a group: packed before the transaction begins, written within it, a row for each batch.</summary>
internal sealed class GroupLogs(LogSourceBook sources)
{
    private readonly LogChunkWriter _writer = new();
    private List<HotLogs> _rows = [];

    /// <summary>Packs the lines of all batches of the group.</summary>
    public void Pack(IReadOnlyList<SampleBatch> group)
    {
        _rows = [];
        foreach (var batch in group.Where(b => b.Logs.Count > 0))
        {
            _rows.AddRange(HotLogs.Of(batch, RetentionOf, _writer));
        }
    }

    /// <summary>Writes those that count, within the transaction that is open, and gives their batches the lines with their numbers.</summary>
    public async Task StoreAsync(NpgsqlConnection connection, IReadOnlyList<StoredTicks> stored, IReadOnlySet<SampleBatch> fresh, CancellationToken cancellationToken)
    {
        var rows = _rows.FindAll(r => fresh.Contains(r.Batch));
        if (rows.Count == 0)
        {
            return;
        }

        var ids = await NumbersAsync(connection, rows.Count, cancellationToken);
        await using (var copy = await connection.BeginBinaryImportAsync(
            "COPY log_hot (id, host_id, retention, arrived, first, last, lines, payload) FROM STDIN (FORMAT BINARY)", cancellationToken))
        {
            for (var i = 0; i < rows.Count; i++)
            {
                await WriteAsync(copy, ids[i], rows[i], cancellationToken);
            }

            await copy.CompleteAsync(cancellationToken);
        }

        var lines = rows.Zip(ids, (row, id) => (row.Batch, Lines: row.Numbered(id))).ToLookup(r => r.Batch, r => r.Lines);
        foreach (var batch in stored.Where(s => lines.Contains(s.Batch)))
        {
            batch.NewLogs = [.. lines[batch.Batch].SelectMany(l => l)];
        }
    }

    /// <summary>As it is now: whose line is here was found in the book when it came. One that is gone was deleted meanwhile with its host.</summary>
    private LogRetention RetentionOf(int sourceId) => sources.Find(sourceId)?.Retention ?? LogRetention.Plain;

    private static async Task WriteAsync(NpgsqlBinaryImporter copy, long id, HotLogs row, CancellationToken cancellationToken)
    {
        await copy.StartRowAsync(cancellationToken);
        await copy.WriteAsync(id, NpgsqlDbType.Bigint, cancellationToken);
        await copy.WriteAsync(row.Batch.HostId, NpgsqlDbType.Integer, cancellationToken);
        await copy.WriteAsync((short)row.Retention, NpgsqlDbType.Smallint, cancellationToken);
        await copy.WriteAsync(row.Batch.ArrivedAt.ToUniversalTime(), NpgsqlDbType.TimestampTz, cancellationToken);
        await copy.WriteAsync(At(row.Lines.Min(l => l.Time)), NpgsqlDbType.TimestampTz, cancellationToken);
        await copy.WriteAsync(At(row.Lines.Max(l => l.Time)), NpgsqlDbType.TimestampTz, cancellationToken);
        await copy.WriteAsync(row.Lines.Length, NpgsqlDbType.Integer, cancellationToken);
        await copy.WriteAsync(row.Payload, NpgsqlDbType.Bytea, cancellationToken);
    }

    private static DateTimeOffset At(long time) => DateTimeOffset.FromUnixTimeMilliseconds(time);

    private static async Task<long[]> NumbersAsync(NpgsqlConnection connection, int count, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT array_agg(nextval('log_hot_id_seq')) FROM generate_series(1, $1)", connection);
        command.Parameters.AddWithValue(count);
        return (long[])(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}
