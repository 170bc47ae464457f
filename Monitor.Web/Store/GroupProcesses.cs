using Npgsql;
using NpgsqlTypes;

namespace Monitor.Web.Store;

/// <summary>The busiest processes of a group: by COPY, or, where a key may be there already, by an INSERT that leaves out what is there.</summary>
internal static class GroupProcesses
{
    public static async Task CopyAsync(NpgsqlConnection connection, IReadOnlyList<SampleBatch> group, CancellationToken cancellationToken)
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

    public static async Task InsertAsync(NpgsqlConnection connection, IReadOnlyList<SampleBatch> group, CancellationToken cancellationToken)
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
