using Npgsql;

namespace Monitor.Web.Hosting;

/// <summary>
/// Reads a backup into an empty database, in one transaction: a file that turns out to be broken leaves it as empty as it was. The schema is afterwards that
/// of the backup; whoever called brings it up to date.
/// </summary>
internal static class DatabaseRestore
{
    private const string ForeignKeys = """
        SELECT k.conrelid::regclass::text, quote_ident(k.conname), pg_get_constraintdef(k.oid)
        FROM pg_constraint k WHERE k.contype = 'f' AND k.conparentid = 0 AND k.connamespace = 'public'::regnamespace
        """;

    public static async Task<BackupManifest> ReadAsync(string path, string ownerConnectionString, CancellationToken cancellationToken)
    {
        var manifest = await BackupReader.VerifyAsync(path, cancellationToken);
        if (manifest.Migrations.Except(Migrations.All).FirstOrDefault() is { } unknown)
        {
            throw new BackupException(
                $"{path} is of Monitor {manifest.Product} with a newer schema ({unknown}). Install that version or a newer one, and run this again.");
        }

        await using var source = NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(ownerConnectionString) { Pooling = false, CommandTimeout = 0, KeepAlive = 0, ApplicationName = "monitor-restore" });
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        try
        {
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            await ExecuteAsync(
                connection, $"SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0; SELECT pg_advisory_xact_lock({SchemaLock.Key})", cancellationToken);
            await RefuseDataAsync(connection, cancellationToken);
            await BackupSchema.CreateAsync(connection, manifest, cancellationToken);
            await FillAsync(connection, path, manifest, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }
        catch (Exception e) when (e is NpgsqlException or IOException)
        {
            throw new BackupException($"{path} could not be restored: {e.Message.TrimEnd('.')}. The database is as empty as before.", e);
        }

        await ExecuteAsync(connection, "ANALYZE", cancellationToken);
        return manifest;
    }

    private static async Task RefuseDataAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        if ((await BackupCatalog.TablesAsync(connection, cancellationToken)).Count > 0)
        {
            throw new BackupException(
                "This database holds data already, and a backup is restored into an empty one only. Name a new data folder with --data (and copy `keys` and "
                + "`server.pem` of the old one there), or, with an outside PostgreSQL, create an empty database and name it in ConnectionStrings__Monitor.");
        }
    }

    /// <summary>Foreign keys come back, and are checked, when every row is there: the tables need no order then.</summary>
    private static async Task FillAsync(NpgsqlConnection connection, string path, BackupManifest manifest, CancellationToken cancellationToken)
    {
        var keys = await ForeignKeysAsync(connection, cancellationToken);
        foreach (var (table, name, _) in keys)
        {
            await ExecuteAsync(connection, $"ALTER TABLE {table} DROP CONSTRAINT {name}", cancellationToken);
        }

        var filled = manifest.Tables.Where(t => t.Columns is not null).ToList();
        await ExecuteAsync(connection, $"TRUNCATE {string.Join(", ", filled.Select(t => t.Name))}", cancellationToken);
        await CopyAsync(connection, path, filled, cancellationToken);
        foreach (var (table, name, definition) in keys)
        {
            await ExecuteAsync(connection, $"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}", cancellationToken);
        }

        foreach (var sequence in manifest.Sequences)
        {
            await using var command = new NpgsqlCommand("SELECT setval($1::regclass, $2, $3)", connection);
            command.Parameters.AddWithValue(sequence.Name);
            command.Parameters.AddWithValue(sequence.Last);
            command.Parameters.AddWithValue(sequence.Called);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    private static async Task CopyAsync(NpgsqlConnection connection, string path, List<BackupTable> tables, CancellationToken cancellationToken)
    {
        var waiting = tables.SelectMany(t => t.Parts.Select((p, i) => (p.Entry, Table: t, Last: i == t.Parts.Count - 1))).ToDictionary(p => p.Entry, StringComparer.Ordinal);
        NpgsqlRawCopyStream? copy = null;
        try
        {
            await foreach (var (name, content) in BackupReader.EntriesAsync(path, cancellationToken))
            {
                if (!waiting.Remove(name, out var part))
                {
                    continue;
                }

                copy ??= await connection.BeginRawBinaryCopyAsync($"COPY {part.Table.Name} ({part.Table.Columns}) FROM STDIN (FORMAT BINARY)", cancellationToken);
                await content.CopyToAsync(copy, 1 << 20, cancellationToken);
                if (part.Last)
                {
                    var whole = copy;
                    copy = null;
                    await whole.DisposeAsync();
                    await CountAsync(connection, part.Table, cancellationToken);
                }
            }
        }
        catch when (copy is not null)
        {
            await copy.CancelAsync();
            throw;
        }

        if (waiting.Count > 0)
        {
            throw new BackupException($"{path} changed while it was read. Nothing was restored; try again.");
        }
    }

    private static async Task CountAsync(NpgsqlConnection connection, BackupTable table, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand($"SELECT count(*) FROM {table.Name}", connection);
        var rows = (long)(await command.ExecuteScalarAsync(cancellationToken))!;
        if (rows != table.Rows)
        {
            throw new BackupException($"{table.Name} got {rows} rows of {table.Rows}. Nothing was restored; take another backup.");
        }
    }

    private static async Task<List<(string Table, string Name, string Definition)>> ForeignKeysAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(ForeignKeys, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var keys = new List<(string, string, string)>();
        while (await reader.ReadAsync(cancellationToken))
        {
            keys.Add((reader.GetString(0), reader.GetString(1), reader.GetString(2)));
        }

        return keys;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string statement, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(statement, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
