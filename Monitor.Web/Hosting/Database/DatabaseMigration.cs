using Npgsql;

namespace Monitor.Web.Hosting;

/// <summary>Called under the schema's lock with the migrations that are about to change a database that exists already.</summary>
public delegate Task BeforeMigration(string ownerConnectionString, IReadOnlyList<string> pending, CancellationToken cancellationToken);

/// <summary>
/// Brings the schema up to date and gives the application's role its rights. One process at a time, however many start at once. What another version serves
/// meanwhile is not held up by a migration that waits for longer than <see cref="LockWait"/>: a table that is in use for longer ends the migration, not the service.
/// </summary>
public static class DatabaseMigration
{
    public static readonly TimeSpan LockWait = TimeSpan.FromSeconds(2);

    /// <summary>To give rights while others change the catalogue.</summary>
    private const int MostAttempts = 20;

    public static Task RunAsync(string ownerConnectionString, string appConnectionString, CancellationToken cancellationToken) =>
        RunAsync(ownerConnectionString, appConnectionString, null, cancellationToken);

    public static async Task RunAsync(string ownerConnectionString, string appConnectionString, BeforeMigration? before, CancellationToken cancellationToken)
    {
        await using var source = NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(ownerConnectionString) { Pooling = false, CommandTimeout = 600 }.ConnectionString);
        await using var connection = await source.OpenConnectionAsync(cancellationToken);

        // Held until the connection ends.
        await ExecuteAsync(connection, $"SELECT pg_advisory_lock({SchemaLock.Key})", cancellationToken);
        await MigrateAsync(connection, ownerConnectionString, before, cancellationToken);
        await SchedulerTables.ProvisionAsync(ownerConnectionString, cancellationToken);
        var app = new NpgsqlConnectionStringBuilder(appConnectionString).Username!;
        if (app != new NpgsqlConnectionStringBuilder(ownerConnectionString).Username)
        {
            await GrantAsync(source, app, cancellationToken);
        }
    }

    private static async Task MigrateAsync(NpgsqlConnection connection, string ownerConnectionString, BeforeMigration? before, CancellationToken cancellationToken)
    {
        var applied = await Migrations.AppliedAsync(connection, cancellationToken);
        var pending = Migrations.All.Where(m => !applied.Contains(m)).ToList();
        if (pending.Count == 0)
        {
            return;
        }

        if (before is not null && applied.Count > 0)
        {
            await before(ownerConnectionString, pending, cancellationToken);
        }

        await (MigrationProcess.IsPossible ? MigrationProcess.RunAsync(ownerConnectionString, cancellationToken) : Migrations.ApplyAsync(ownerConnectionString, cancellationToken));
    }

    /// <summary>
    /// Least privilege: no schema changes, and the audit table can only grow. A server that serves already and makes a partition at this moment changes the same rows of the
    /// catalogue: PostgreSQL then refuses ("tuple concurrently updated", or a deadlock), and it is done again.
    /// </summary>
    private static async Task GrantAsync(NpgsqlDataSource source, string app, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                // One of its own: after such a refusal the driver gives it up.
                await using var connection = await source.OpenConnectionAsync(cancellationToken);
                await GrantAsync(connection, app, cancellationToken);
                return;
            }
            catch (PostgresException busy) when (busy.SqlState is PostgresErrorCodes.InternalError or PostgresErrorCodes.DeadlockDetected && attempt < MostAttempts)
            {
                // Whoever was faster is done soon.
            }
        }
    }

    private static async Task GrantAsync(NpgsqlConnection connection, string app, CancellationToken cancellationToken)
    {
        await using var quote = new NpgsqlCommand("SELECT quote_ident($1), quote_ident(current_database())", connection);
        quote.Parameters.AddWithValue(app);
        string role, database;
        await using (var reader = await quote.ExecuteReaderAsync(cancellationToken))
        {
            await reader.ReadAsync(cancellationToken);
            (role, database) = (reader.GetString(0), reader.GetString(1));
        }

        await ExecuteAsync(connection, $"""
            GRANT CONNECT, TEMPORARY ON DATABASE {database} TO {role};
            GRANT USAGE ON SCHEMA public TO {role};
            GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role};
            GRANT USAGE, SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA public TO {role};
            ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {role};
            ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT, UPDATE ON SEQUENCES TO {role};
            REVOKE UPDATE, DELETE, TRUNCATE ON audit FROM {role};
            REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON "__EFMigrationsHistory" FROM {role};
            GRANT EXECUTE ON FUNCTION ensure_partition(text, timestamptz), drop_partition(text, text) TO {role};
            """, cancellationToken);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string statement, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(statement, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
