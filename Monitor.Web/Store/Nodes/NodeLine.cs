using Monitor.Web.Hosting;
using Npgsql;

namespace Monitor.Web.Store;

/// <summary>
/// This server's own connection to the database, on which it listens. That it stands is how the others know that this server is there: it carries the
/// server's name, and the database ends it with the process.
/// </summary>
internal sealed class NodeLine : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;

    private NodeLine(NpgsqlConnection connection) => _connection = connection;

    public static async Task<NodeLine> OpenAsync(Databases databases, string own, Action<string> onMessage, CancellationToken cancellationToken)
    {
        var connection = new NpgsqlConnection(databases.LineConnectionString(own));
        try
        {
            await connection.OpenAsync(cancellationToken);
            connection.Notification += (_, message) => onMessage(message.Payload);
            var line = new NodeLine(connection);
            await line.ExecuteAsync("LISTEN " + NodeMessage.Channel, cancellationToken);
            return line;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Whether other servers have such a connection now.</summary>
    public async Task<bool> HasOthersAsync(CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            $"""
            SELECT EXISTS (SELECT 1 FROM pg_stat_activity
                WHERE application_name LIKE '{Databases.LineName}%' AND datname = current_database() AND pid <> pg_backend_pid())
            """, _connection);
        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }

    /// <summary>Returns when something was told, or after the time.</summary>
    public Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken) => _connection.WaitAsync(atMost, cancellationToken);

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private async Task ExecuteAsync(string statement, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(statement, _connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
