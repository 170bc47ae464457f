using Npgsql;

namespace Monitor.Web.Store;

/// <summary>
/// The ticks of a group whose hour is closed. They go to a table of their own, where they wait until sealing merges them into what their hour has already.
/// </summary>
internal sealed class LateTicks
{
    private readonly List<(StoredTicks Batch, TickRow Tick)> _ticks = [];

    private LateTicks()
    {
    }

    /// <summary>Takes them out of the group; <see cref="StoreAsync"/> puts those back that were new.</summary>
    public static LateTicks TakeFrom(IReadOnlyList<StoredTicks> stored, DateTimeOffset closedBefore)
    {
        var late = new LateTicks();
        foreach (var batch in stored)
        {
            var before = late._ticks.Count;
            foreach (var tick in batch.New)
            {
                if (tick.Time < closedBefore)
                {
                    late._ticks.Add((batch, tick));
                }
            }

            if (late._ticks.Count > before)
            {
                batch.KeepOnly(t => t.Time >= closedBefore);
            }
        }

        return late;
    }

    public async Task StoreAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        if (_ticks.Count == 0)
        {
            return;
        }

        await using var command = new NpgsqlCommand(
            """
            INSERT INTO late_ticks (stream_id, ts, v) SELECT n.s, n.t, n.v FROM unnest($1, $2, $3) AS n(s, t, v)
            ON CONFLICT DO NOTHING RETURNING stream_id, ts
            """, connection);
        command.Parameters.AddWithValue(_ticks.ConvertAll(t => t.Tick.StreamId).ToArray());
        command.Parameters.AddWithValue(_ticks.ConvertAll(t => t.Tick.Time).ToArray());
        command.Parameters.AddWithValue(_ticks.ConvertAll(t => t.Tick.Packed.ToArray()).ToArray());
        var inserted = new HashSet<(int, DateTime)>();
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                inserted.Add((reader.GetInt32(0), reader.GetDateTime(1)));
            }
        }

        foreach (var batch in _ticks.Where(t => inserted.Contains((t.Tick.StreamId, t.Tick.Time.UtcDateTime))).GroupBy(t => t.Batch))
        {
            batch.Key.Add(batch.Select(t => t.Tick));
        }
    }
}
