using Npgsql;

namespace Monitor.Web.Store;

/// <summary>Events and text states of a group. Events count once by the number of their batch; states by their key.</summary>
internal static class GroupTexts
{
    public static async Task StoreAsync(NpgsqlConnection connection, IReadOnlyList<SampleBatch> group, CancellationToken cancellationToken)
    {
        if (group.Any(b => b.Events.Count > 0))
        {
            await StoreEventsAsync(connection, group, cancellationToken);
        }

        var states = group.SelectMany(b => b.States, (b, s) => (b.HostId, Row: s)).ToList();
        if (states.Count > 0)
        {
            await InsertAsync(
                connection,
                """
                INSERT INTO host_states (host_id, since, name, text) SELECT n.h, n.t, n.k, n.x FROM unnest($1, $2, $3, $4) AS n(h, t, k, x)
                ON CONFLICT DO NOTHING
                """, states, cancellationToken);
        }
    }

    private static async Task StoreEventsAsync(NpgsqlConnection connection, IReadOnlyList<SampleBatch> group, CancellationToken cancellationToken)
    {
        // A batch without a number is the product's own and is written once.
        var numbered = group.Where(b => b.Events.Count > 0 && b.Seq is not null).DistinctBy(b => (b.HostId, b.Seq)).ToList();
        var fresh = await ClaimAsync(connection, numbered, cancellationToken);
        var events = numbered.Where(b => fresh.Contains((b.HostId, b.Seq!.Value))).Concat(group.Where(b => b.Seq is null))
            .SelectMany(b => b.Events, (b, e) => (b.HostId, Row: e)).ToList();
        if (events.Count > 0)
        {
            await InsertAsync(
                connection, "INSERT INTO events (host_id, at, kind, text) SELECT n.h, n.t, n.k, n.x FROM unnest($1, $2, $3, $4) AS n(h, t, k, x)",
                events, cancellationToken);
        }
    }

    private static async Task<HashSet<(int HostId, long Seq)>> ClaimAsync(
        NpgsqlConnection connection, IReadOnlyList<SampleBatch> batches, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            INSERT INTO agent_batches (agent_id, seq, received_at) SELECT n.h, n.s, n.t FROM unnest($1, $2, $3) AS n(h, s, t)
            ON CONFLICT DO NOTHING RETURNING agent_id, seq
            """, connection);
        command.Parameters.AddWithValue(batches.Select(b => b.HostId).ToArray());
        command.Parameters.AddWithValue(batches.Select(b => b.Seq!.Value).ToArray());
        command.Parameters.AddWithValue(batches.Select(b => b.ArrivedAt).ToArray());
        var fresh = new HashSet<(int, long)>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            fresh.Add((reader.GetInt32(0), reader.GetInt64(1)));
        }

        return fresh;
    }

    private static async Task InsertAsync(
        NpgsqlConnection connection, string statement, IReadOnlyList<(int HostId, TextRow Row)> rows, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(statement, connection);
        command.Parameters.AddWithValue(rows.Select(r => r.HostId).ToArray());
        command.Parameters.AddWithValue(rows.Select(r => r.Row.Time).ToArray());
        command.Parameters.AddWithValue(rows.Select(r => r.Row.Name).ToArray());
        command.Parameters.AddWithValue(rows.Select(r => r.Row.Text).ToArray());
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
