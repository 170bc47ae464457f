using Npgsql;

namespace Monitor.Web.Store.Sealing;

/// <summary>
/// Drops partitions at the end of the caller's transaction. Dropping needs the parent for itself for a moment, and whoever waits for it makes others wait:
/// so it gives up quickly and tries again a little later.
/// </summary>
internal static class PartitionDrop
{
    private const int Attempts = 20;

    /// <summary>False when others kept the tables busy all the time; the caller's transaction goes on as if nothing had been tried.</summary>
    public static async Task<bool> TryAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, IReadOnlyList<(string Table, string Name)> partitions, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            await transaction.SaveAsync("drop", cancellationToken);
            try
            {
                await DropAsync(connection, partitions, cancellationToken);
                return true;
            }
            catch (PostgresException busy) when (busy.SqlState is PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.DeadlockDetected)
            {
                await transaction.RollbackAsync("drop", cancellationToken);
                if (attempt == Attempts)
                {
                    return false;
                }

                await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(50, 200)), cancellationToken);
            }
        }
    }

    private static async Task DropAsync(
        NpgsqlConnection connection, IReadOnlyList<(string Table, string Name)> partitions, CancellationToken cancellationToken)
    {
        await using (var timeout = new NpgsqlCommand("SET LOCAL lock_timeout = '200ms'", connection))
        {
            await timeout.ExecuteNonQueryAsync(cancellationToken);
        }

        await using var command = new NpgsqlCommand("SELECT drop_partition(t, n) FROM unnest($1, $2) AS p(t, n)", connection);
        command.Parameters.AddWithValue(partitions.Select(p => p.Table).ToArray());
        command.Parameters.AddWithValue(partitions.Select(p => p.Name).ToArray());
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
