using Npgsql;

namespace Monitor.Web.Store;

/// <summary>Ticks of which some may be there already, which would end a COPY.</summary>
internal sealed class TickInsert(string table)
{
    private readonly string _statement =
        $"""
        INSERT INTO {table} (stream_id, ts, v) SELECT n.s, n.t, n.v FROM unnest($1, $2, $3) AS n(s, t, v)
        ON CONFLICT DO NOTHING RETURNING stream_id, ts
        """;

    /// <summary>Adds those that are not there, within the transaction that is open; true for those of them.</summary>
    public async Task<Predicate<TickRow>> AddAsync(NpgsqlConnection connection, IReadOnlyCollection<TickRow> ticks, CancellationToken cancellationToken)
    {
        if (ticks.Count == 0)
        {
            return _ => false;
        }

        await using var command = new NpgsqlCommand(_statement, connection);
        command.Parameters.AddWithValue(ticks.Select(t => t.StreamId).ToArray());
        command.Parameters.AddWithValue(ticks.Select(t => t.Time).ToArray());
        command.Parameters.AddWithValue(ticks.Select(t => t.Packed.ToArray()).ToArray());
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var added = new HashSet<(int, DateTime)>();
        while (await reader.ReadAsync(cancellationToken))
        {
            added.Add((reader.GetInt32(0), reader.GetDateTime(1)));
        }

        return tick => added.Contains((tick.StreamId, tick.Time.UtcDateTime));
    }
}
