using Npgsql;

namespace Monitor.Web.Hosting;

/// <summary>Opens a PostgreSQL that is not ours once before anything relies on it, so that what is wrong with it is said in one sentence that names the setting.</summary>
internal static class OutsideDatabase
{
    private const int OldestMajor = 15;

    public static async Task CheckAsync(string setting, string connectionString, CancellationToken cancellationToken)
    {
        var target = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false };
        try
        {
            await using var source = NpgsqlDataSource.Create(target);
            await using var connection = await source.OpenConnectionAsync(cancellationToken);
            if (connection.PostgreSqlVersion.Major < OldestMajor)
            {
                throw Failed($"{target.Host} is PostgreSQL {connection.PostgreSqlVersion}; Monitor needs {OldestMajor} or newer.", null);
            }
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException or System.Net.Sockets.SocketException)
        {
            throw Failed($"{What(e, target)} Check {setting}.", e);
        }
    }

    private static string What(Exception fault, NpgsqlConnectionStringBuilder target) => (fault as PostgresException)?.SqlState switch
    {
        PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification =>
            $"the database on {target.Host} refuses the user {target.Username}: the name, the password or pg_hba.conf is wrong.",
        PostgresErrorCodes.InvalidCatalogName => $"there is no database {target.Database ?? target.Username} on {target.Host}; an empty one is enough, Monitor fills it.",
        PostgresErrorCodes.InsufficientPrivilege => $"the user {target.Username} may not connect to the database {target.Database} on {target.Host}.",
        PostgresErrorCodes.CannotConnectNow => $"the database on {target.Host} is starting or stopping; try again in a moment.",
        _ => $"the database on {target.Host}, port {target.Port}, cannot be reached ({(fault.InnerException ?? fault).Message.TrimEnd('.')}).",
    };

    private static StartupException Failed(string message, Exception? cause) => new(message, "database not starting", cause);
}
