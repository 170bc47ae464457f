using Npgsql;

namespace Monitor.Web.Store.Sealing;

/// <summary>
/// A transaction of sealing. Between its statements the server packs, or it only holds a lock: the database, which ends sessions of the application that are idle in a
/// transaction for long, would end it. So it may be idle for longer, but not for ever: of a server that is gone without a word the database hears nothing for hours, and
/// its locks would keep all others from sealing. One that lives is heard by the keep-alive of its connection, which begins the time anew.
/// </summary>
internal static class SealTransaction
{
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
}
