using Monitor.Web.Hosting;
using Monitor.Web.Store;
using Npgsql;

namespace Monitor.Web.Detection;

/// <summary>A state as it is stored.</summary>
/// <param name="Through">The time of the last tick that is in it.</param>
internal sealed record StoredState(int StreamId, DateTimeOffset Through, byte[] State);

/// <summary>Reads and writes what detectors know, many streams in one statement. Of two servers that write the same stream the one that has seen the later tick counts.</summary>
internal sealed class StreamStates(Databases databases, TimeProvider time)
{
    public async Task<IReadOnlyList<StoredState>> LoadAsync(IReadOnlyCollection<int> streamIds, CancellationToken cancellationToken)
    {
        await using var command = databases.Jobs.CreateCommand("SELECT stream_id, through, state FROM detector_states WHERE stream_id = ANY($1)");
        command.Parameters.Add(new NpgsqlParameter<int[]> { TypedValue = [.. streamIds] });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var states = new List<StoredState>();
        while (await reader.ReadAsync(cancellationToken))
        {
            states.Add(new StoredState(reader.GetInt32(0), reader.GetFieldValue<DateTimeOffset>(1), reader.GetFieldValue<byte[]>(2)));
        }

        return states;
    }

    /// <summary>Streams that are gone are left out.</summary>
    public async Task SaveAsync(IReadOnlyList<StoredState> states, CancellationToken cancellationToken)
    {
        await using var command = databases.Jobs.CreateCommand(
            """
            INSERT INTO detector_states AS d (stream_id, through, saved_at, state)
            SELECT n.id, n.through, $4, n.state FROM unnest($1, $2, $3) AS n(id, through, state) JOIN streams s ON s.id = n.id ORDER BY n.id
            ON CONFLICT (stream_id) DO UPDATE SET through = excluded.through, saved_at = excluded.saved_at, state = excluded.state
            WHERE excluded.through >= d.through
            """);
        command.AddColumn(states, s => s.StreamId);
        command.AddColumn(states, s => s.Through);
        command.AddColumn(states, s => s.State);
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = time.GetUtcNow() });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
