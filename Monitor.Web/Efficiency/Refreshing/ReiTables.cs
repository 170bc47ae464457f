using Monitor.Domain.Efficiency;
using Npgsql;

namespace Monitor.Web.Efficiency.Refreshing;

/// <summary>The rows that a round reads and writes, within its transaction.</summary>
internal static class ReiTables
{
    /// <summary>How far it is, held until the transaction ends; false where another server holds it.</summary>
    public static async Task<(bool IsHeld, DateTimeOffset? Through)> ClaimAsync(NpgsqlConnection connection, int id, CancellationToken cancellationToken)
    {
        // The first row of all is waited for by whoever makes it too: who comes second goes.
        await using var enter = new NpgsqlCommand("SELECT pg_try_advisory_xact_lock(hashtext('monitor.efficiency'), $1)", connection);
        enter.Parameters.AddWithValue(id);
        if (await enter.ExecuteScalarAsync(cancellationToken) is not true)
        {
            return (false, null);
        }

        await using var make = new NpgsqlCommand("INSERT INTO rei_progress (id) VALUES ($1) ON CONFLICT DO NOTHING", connection);
        make.Parameters.AddWithValue(id);
        await make.ExecuteNonQueryAsync(cancellationToken);
        await using var claim = new NpgsqlCommand("SELECT through FROM rei_progress WHERE id = $1 FOR UPDATE SKIP LOCKED", connection);
        claim.Parameters.AddWithValue(id);
        await using var reader = await claim.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? (true, reader.IsDBNull(0) ? null : reader.GetFieldValue<DateTimeOffset>(0)) : (false, null);
    }

    public static async Task MoveOnAsync(NpgsqlConnection connection, int id, DateTimeOffset through, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("UPDATE rei_progress SET through = $2 WHERE id = $1", connection);
        command.Parameters.AddWithValue(id);
        command.Parameters.AddWithValue(through);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public static async Task<Dictionary<(int HostId, DateOnly Day), DayUse>> ReadAsync(NpgsqlConnection connection, DateOnly from, DateOnly to, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT host_id, day, use FROM rei_days WHERE day >= $1 AND day <= $2", connection);
        command.Parameters.AddWithValue(from);
        command.Parameters.AddWithValue(to);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var days = new Dictionary<(int, DateOnly), DayUse>();
        while (await reader.ReadAsync(cancellationToken))
        {
            days[(reader.GetInt32(0), reader.GetFieldValue<DateOnly>(1))] = new DayUse(reader.GetFieldValue<byte[]>(2));
        }

        return days;
    }

    public static async Task WriteAsync(NpgsqlConnection connection, IReadOnlyCollection<KeyValuePair<(int HostId, DateOnly Day), DayUse>> days, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            INSERT INTO rei_days (host_id, day, use) SELECT n.host_id, n.day, n.use FROM unnest($1, $2, $3) AS n(host_id, day, use) JOIN hosts h ON h.id = n.host_id
            ON CONFLICT (host_id, day) DO UPDATE SET use = excluded.use
            """, connection);
        command.Parameters.AddWithValue(days.Select(d => d.Key.HostId).ToArray());
        command.Parameters.AddWithValue(days.Select(d => d.Key.Day).ToArray());
        command.Parameters.AddWithValue(days.Select(d => d.Value.Bytes).ToArray());
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public static async Task DropBeforeAsync(NpgsqlConnection connection, DateOnly day, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("DELETE FROM rei_days WHERE day < $1", connection);
        command.Parameters.AddWithValue(day);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
