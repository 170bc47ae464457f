using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Npgsql;

namespace Monitor.Web.Hosting;

/// <summary>Brings the schema up to date and gives the application's role its rights. One process at a time, however many start at once.</summary>
public static class DatabaseMigration
{
    private const long Lock = 0x4D6F6E69746F72;

    public static async Task RunAsync(string ownerConnectionString, string appConnectionString, CancellationToken cancellationToken)
    {
        await using var source = NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(ownerConnectionString) { Pooling = false, CommandTimeout = 600 }.ConnectionString);
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await ExecuteAsync(connection, $"SELECT pg_advisory_lock({Lock})", cancellationToken);
        try
        {
            var options = new DbContextOptionsBuilder<MonitorDb>().UseNpgsql(source).Options;
            await using var db = new MonitorDb(options);
            await db.Database.MigrateAsync(cancellationToken);
            await SchedulerTables.ProvisionAsync(ownerConnectionString, cancellationToken);
            var app = new NpgsqlConnectionStringBuilder(appConnectionString).Username!;
            if (app != new NpgsqlConnectionStringBuilder(ownerConnectionString).Username)
            {
                await GrantAsync(connection, app, cancellationToken);
            }
        }
        finally
        {
            await ExecuteAsync(connection, $"SELECT pg_advisory_unlock({Lock})", CancellationToken.None);
        }
    }

    /// <summary>Least privilege: no schema changes, and the audit table can only grow.</summary>
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
