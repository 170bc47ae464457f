using Npgsql;

namespace Monitor.Web.Store.Sealing;

/// <summary>Keeps others from adding to a partition until the end of the caller's transaction; readers are not disturbed.</summary>
internal static class PartitionLock
{
    /// <summary>Waits for writers that are in the middle of it; false when they take too long.</summary>
    public static async Task<bool> TryAsync(NpgsqlConnection connection, string partition, CancellationToken cancellationToken)
    {
        try
        {
            await using var timeout = new NpgsqlCommand("SET LOCAL lock_timeout = '5s'", connection);
            await timeout.ExecuteNonQueryAsync(cancellationToken);
            await using var command = new NpgsqlCommand($"LOCK TABLE {new NpgsqlCommandBuilder().QuoteIdentifier(partition)} IN SHARE MODE", connection);
            await command.ExecuteNonQueryAsync(cancellationToken);
            return true;
        }
        catch (PostgresException busy) when (busy.SqlState is PostgresErrorCodes.LockNotAvailable)
        {
            return false;
        }
    }
}
