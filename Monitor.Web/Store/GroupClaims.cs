using Npgsql;

namespace Monitor.Web.Store;

/// <summary>Events and lines of logs have no key of their own: they count once by the number of their batch.</summary>
internal static class GroupClaims
{
    /// <summary>The batches whose events and lines count, within the transaction that is open: those whose number is new, and those without one, which are the product's own and written once.</summary>
    public static async Task<IReadOnlySet<SampleBatch>> TakeAsync(NpgsqlConnection connection, IReadOnlyList<SampleBatch> group, CancellationToken cancellationToken)
    {
        var batches = group.Where(b => b.Events.Count > 0 || b.Logs.Count > 0).ToList();
        var numbered = batches.Where(b => b.Seq is not null).DistinctBy(b => (b.HostId, b.Seq)).ToList();
        var fresh = batches.Where(b => b.Seq is null).ToHashSet();
        if (numbered.Count > 0)
        {
            var claimed = await ClaimAsync(connection, numbered, cancellationToken);
            fresh.UnionWith(numbered.Where(b => claimed.Contains((b.HostId, b.Seq!.Value))));
        }

        return fresh;
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
}
