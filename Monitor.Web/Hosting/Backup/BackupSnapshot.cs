using System.Xml.Linq;
using Npgsql;

namespace Monitor.Web.Hosting;

/// <summary>
/// One moment of the whole database: a REPEATABLE READ transaction that holds a lock of each table from before its moment begins. Reading alone would not be
/// enough, because a table that is dropped vanishes from older snapshots too; with the locks, dropping waits and everything else goes on.
/// </summary>
internal sealed class BackupSnapshot : IAsyncDisposable
{
    private const int Attempts = 100;

    private readonly NpgsqlDataSource _source;

    private BackupSnapshot(NpgsqlDataSource source, NpgsqlConnection connection, IReadOnlyList<CatalogTable> tables)
    {
        _source = source;
        Connection = connection;
        Tables = tables;
    }

    public NpgsqlConnection Connection { get; }

    public IReadOnlyList<CatalogTable> Tables { get; }

    public static async Task<BackupSnapshot> BeginAsync(string connectionString, CancellationToken cancellationToken)
    {
        var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString)
        {
            Pooling = false, CommandTimeout = 0, KeepAlive = 0, ApplicationName = "monitor-backup",
        });
        NpgsqlConnection? connection = null;
        try
        {
            connection = await source.OpenConnectionAsync(cancellationToken);
            await ExecuteAsync(connection, "SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0; SET lock_timeout = '10s'", cancellationToken);
            return new BackupSnapshot(source, connection, await LockedTablesAsync(connection, cancellationToken));
        }
        catch
        {
            await (connection?.DisposeAsync() ?? ValueTask.CompletedTask);
            await source.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Connection.DisposeAsync();
        await _source.DisposeAsync();
    }

    public Task<IReadOnlyList<BackupSequence>> SequencesAsync(CancellationToken cancellationToken) => BackupCatalog.SequencesAsync(Connection, cancellationToken);

    public async Task<IReadOnlyList<string>> MigrationsAsync(CancellationToken cancellationToken) =>
        await TextsAsync("""SELECT "MigrationId" FROM "__EFMigrationsHistory" ORDER BY 1""", cancellationToken);

    /// <summary>Which keys the sessions need: the newest session key that is in use already, and the master key that it was encrypted with.</summary>
    public async Task<BackupKeys> KeysAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (Tables.All(t => t.Name != "key_ring"))
        {
            return new BackupKeys(null, null);
        }

        var current = (await TextsAsync("SELECT xml FROM key_ring", cancellationToken)).Select(XElement.Parse)
            .Where(x => x.Name.LocalName == "key" && (DateTimeOffset)x.Element("activationDate")! <= now)
            .MaxBy(x => (DateTimeOffset)x.Element("activationDate")!);
        var encrypted = current?.Descendants().FirstOrDefault(x => x.Name.LocalName == "aesGcm");
        return new BackupKeys((string?)current?.Attribute("id"), (string?)encrypted?.Attribute("key"));
    }

    private static async Task<IReadOnlyList<CatalogTable>> LockedTablesAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var known = await BackupCatalog.TablesAsync(connection, cancellationToken);
            if (known.Count == 0)
            {
                throw new BackupException("This database holds nothing yet. Start Monitor once with `./monitor up`, or name the right data folder with --data.");
            }

            await ExecuteAsync(connection, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", cancellationToken);
            try
            {
                // LOCK takes no snapshot of its own: the moment begins with the query after it.
                await LockAsync(connection, known, cancellationToken);
                var there = await BackupCatalog.TablesAsync(connection, cancellationToken);

                // What came between the two looks is of that moment too, and is held as long as nobody dropped it since.
                var fresh = there.ExceptBy(known.Select(t => t.Id), t => t.Id).ToList();
                if (fresh.Count > 0)
                {
                    await LockAsync(connection, fresh, cancellationToken);
                }

                return there;
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UndefinedTable)
            {
                // A partition went between the two looks: look again.
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.LockNotAvailable)
            {
                throw new BackupException("A table is being changed at this moment, and the backup waited for 10 s. Try again when the update or job has ended.", e);
            }

            await ExecuteAsync(connection, "ROLLBACK", cancellationToken);
        }

        throw new BackupException("Tables come and go too fast to hold them. Try again in a minute.");
    }

    private static Task LockAsync(NpgsqlConnection connection, IReadOnlyList<CatalogTable> tables, CancellationToken cancellationToken) =>
        ExecuteAsync(connection, $"LOCK TABLE {string.Join(", ", tables.Select(t => t.Name))} IN ACCESS SHARE MODE", cancellationToken);

    private async Task<IReadOnlyList<string>> TextsAsync(string query, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(query, Connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var texts = new List<string>();
        while (await reader.ReadAsync(cancellationToken))
        {
            texts.Add(reader.GetString(0));
        }

        return texts;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string statement, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(statement, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
