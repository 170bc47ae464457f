using Npgsql;

namespace Monitor.Web.Store.Sealing;

/// <summary>
/// A transaction of sealing. Between its statements the server packs, or it only holds a lock: the database, which ends sessions of the application that are idle in a
/// transaction for long, would end it. So it may be idle for longer, but not for ever: of a server that is gone without a word the database hears nothing for hours, and
/// its locks would keep all others from sealing. One that lives is heard by the keep-alive of its connection, which begins the time anew.
/// </summary>
internal static class SealTransaction
{
    /// <summary>How long a job waits for another round before it leaves its own for the next time.</summary>
    public static readonly TimeSpan JobWait = TimeSpan.FromSeconds(20);

    private const string LongestIdle = "15min";

    public static async Task<NpgsqlTransaction> BeginAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        // The driver sends BEGIN together with the first statement, so that there is no moment in between.
        var transaction = await connection.BeginTransactionAsync(cancellationToken);
        try
        {
            await using var command = new NpgsqlCommand($"SET LOCAL idle_in_transaction_session_timeout = '{LongestIdle}'", connection);
            await command.ExecuteNonQueryAsync(cancellationToken);
            return transaction;
        }
        catch
        {
            await transaction.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// One that is the only one of its kind on all servers: waits for another to end for as long as that takes, which may be far longer than the application's statements wait for a lock.
    /// </summary>
    public static async Task<NpgsqlTransaction> BeginAloneAsync(NpgsqlConnection connection, long kind, CancellationToken cancellationToken) =>
        await BeginAloneAsync(connection, kind, TimeSpan.Zero, cancellationToken);

    /// <summary>The same with an end to waiting; null: another is still under way. A job that waits keeps one of the scheduler's few threads from all others.</summary>
    public static async Task<NpgsqlTransaction?> TryBeginAloneAsync(NpgsqlConnection connection, long kind, TimeSpan longest, CancellationToken cancellationToken)
    {
        try
        {
            return await BeginAloneAsync(connection, kind, longest, cancellationToken);
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            return null;
        }
    }

    /// <param name="connection">Its own.</param>
    /// <param name="kind">The advisory lock.</param>
    /// <param name="longest">Zero: without end, as the database reads it.</param>
    /// <param name="cancellationToken">Ends it.</param>
    private static async Task<NpgsqlTransaction> BeginAloneAsync(NpgsqlConnection connection, long kind, TimeSpan longest, CancellationToken cancellationToken)
    {
        var transaction = await BeginAsync(connection, cancellationToken);
        try
        {
            await using var command = new NpgsqlCommand(
                $"SET LOCAL lock_timeout = {(long)longest.TotalMilliseconds}; SET LOCAL statement_timeout = 0; SELECT pg_advisory_xact_lock({kind}); SET LOCAL lock_timeout = 0", connection) { CommandTimeout = 0 };
            await command.ExecuteNonQueryAsync(cancellationToken);
            return transaction;
        }
        catch
        {
            await transaction.DisposeAsync();
            throw;
        }
    }
}
