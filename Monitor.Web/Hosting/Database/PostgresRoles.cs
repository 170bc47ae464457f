using Npgsql;

namespace Monitor.Web.Hosting;

/// <summary>
/// monitor_owner owns the database and migrates it; monitor_app is what the application runs as. Run at each start: a start that was killed
/// half-way is completed by the next.
/// </summary>
internal static class PostgresRoles
{
    private static readonly string[] RoleSettings =
    [
        $"ALTER ROLE {PostgresSecrets.Application} SET lock_timeout = '5s'",
        $"ALTER ROLE {PostgresSecrets.Application} SET statement_timeout = '60s'",
        $"ALTER ROLE {PostgresSecrets.Application} SET idle_in_transaction_session_timeout = '60s'",
        $"GRANT pg_monitor TO {PostgresSecrets.Owner}",
        // So that the owner may end the application's sessions, which dropping a database takes.
        $"GRANT {PostgresSecrets.Application} TO {PostgresSecrets.Owner} WITH INHERIT TRUE",
    ];

    public static async Task EnsureAsync(EmbeddedPostgres postgres, CancellationToken cancellationToken)
    {
        await using var source = NpgsqlDataSource.Create(Unpooled(postgres.ConnectionString(PostgresSecrets.Superuser, "postgres")));
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await RoleAsync(connection, postgres, PostgresSecrets.Owner, "NOSUPERUSER CREATEDB LOGIN", cancellationToken);
        await RoleAsync(connection, postgres, PostgresSecrets.Application, "NOSUPERUSER LOGIN", cancellationToken);
        foreach (var setting in RoleSettings)
        {
            await ExecuteAsync(connection, setting, cancellationToken);
        }

        await using var exists = new NpgsqlCommand("SELECT 1 FROM pg_database WHERE datname = $1", connection);
        exists.Parameters.AddWithValue(EmbeddedPostgres.Database);
        if (await exists.ExecuteScalarAsync(cancellationToken) is null)
        {
            await ExecuteAsync(connection, $"CREATE DATABASE {EmbeddedPostgres.Database} OWNER {PostgresSecrets.Owner}", cancellationToken);
        }

        await using var inside = NpgsqlDataSource.Create(Unpooled(postgres.ConnectionString(PostgresSecrets.Superuser)));
        await using var command = inside.CreateCommand(
            "CREATE EXTENSION IF NOT EXISTS pg_stat_statements; CREATE EXTENSION IF NOT EXISTS pg_trgm;");
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>The password is set each time: it is the file's that counts. The server itself quotes it.</summary>
    private static async Task RoleAsync(
        NpgsqlConnection connection, EmbeddedPostgres postgres, string role, string attributes, CancellationToken cancellationToken)
    {
        await using var exists = new NpgsqlCommand("SELECT 1 FROM pg_roles WHERE rolname = $1", connection);
        exists.Parameters.AddWithValue(role);
        if (await exists.ExecuteScalarAsync(cancellationToken) is null)
        {
            await ExecuteAsync(connection, $"CREATE ROLE {role}", cancellationToken);
        }

        await using var quoted = new NpgsqlCommand("SELECT format('ALTER ROLE %I WITH %s PASSWORD %L', $1, $2, $3)", connection);
        quoted.Parameters.AddWithValue(role);
        quoted.Parameters.AddWithValue(attributes);
        quoted.Parameters.AddWithValue(new NpgsqlConnectionStringBuilder(postgres.ConnectionString(role)).Password!);
        await ExecuteAsync(connection, (string)(await quoted.ExecuteScalarAsync(cancellationToken))!, cancellationToken);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string statement, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(statement, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static string Unpooled(string connectionString) => new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString;
}
