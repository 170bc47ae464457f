using Npgsql;

namespace Monitor.Web.Store;

/// <summary>Events and text states of a group. States count once by their key.</summary>
internal static class GroupTexts
{
    /// <param name="fresh">The batches whose events count.</param>
    public static async Task StoreAsync(
        NpgsqlConnection connection, IReadOnlyList<SampleBatch> group, IReadOnlySet<SampleBatch> fresh, CancellationToken cancellationToken)
    {
        await StoreEventsAsync(connection, fresh, cancellationToken);

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

    private static async Task StoreEventsAsync(NpgsqlConnection connection, IReadOnlySet<SampleBatch> fresh, CancellationToken cancellationToken)
    {
        var events = fresh.SelectMany(b => b.Events, (b, e) => (b.HostId, Row: e)).ToList();
        if (events.Count > 0)
        {
            await InsertAsync(
                connection, "INSERT INTO events (host_id, at, kind, text) SELECT n.h, n.t, n.k, n.x FROM unnest($1, $2, $3, $4) AS n(h, t, k, x)",
                events, cancellationToken);
        }
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
