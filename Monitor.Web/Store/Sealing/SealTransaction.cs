using Npgsql;

namespace Monitor.Web.Store.Sealing;

/// <summary>
/// A transaction of sealing. Between its statements the server packs for as long as it takes, or it only holds a lock: the database, which ends sessions of the
/// application that are idle in a transaction for long, would end it. With its connection, which is watched by its keep-alive, it ends all the same.
/// </summary>
internal static class SealTransaction
{
    public static async Task<NpgsqlTransaction> BeginAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        // The driver sends BEGIN together with the first statement, so that there is no moment in between.
        var transaction = await connection.BeginTransactionAsync(cancellationToken);
        try
        {
            await using var command = new NpgsqlCommand("SET LOCAL idle_in_transaction_session_timeout = 0", connection);
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
