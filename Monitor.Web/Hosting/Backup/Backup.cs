using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace Monitor.Web.Hosting;

/// <summary>Writes the whole database, as it was at one moment, into one file, while the product goes on.</summary>
internal static class Backup
{
    /// <summary>Returns what was written. Throws <see cref="BackupException"/> with what to do.</summary>
    public static async Task<BackupManifest> WriteAsync(string path, string ownerConnectionString, TimeProvider time, CancellationToken cancellationToken)
    {
        try
        {
            await using var snapshot = await BackupSnapshot.BeginAsync(ownerConnectionString, cancellationToken);
            await using var archive = BackupArchive.Create(path, time.GetUtcNow());
            var manifest = await WriteAsync(archive, snapshot, time.GetUtcNow(), cancellationToken);
            await archive.CompleteAsync(cancellationToken);
            return manifest;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BackupException($"{path} could not be written: {e.Message.TrimEnd('.')}. Name a place with room for it.", e);
        }
        catch (NpgsqlException e)
        {
            throw new BackupException($"The database did not let itself be read to the end: {e.Message.TrimEnd('.')}. No backup was made; try again.", e);
        }
    }

    private static async Task<BackupManifest> WriteAsync(
        BackupArchive archive, BackupSnapshot snapshot, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var tables = new List<BackupTable>();
        foreach (var table in snapshot.Tables)
        {
            tables.Add(table.HasRows
                ? await WriteAsync(archive, snapshot.Connection, table, cancellationToken)
                : new BackupTable(table.Name, table.Create, table.Finish, null, 0, []));
        }

        var manifest = new BackupManifest
        {
            Product = ProductVersion,
            Postgres = snapshot.Connection.PostgreSqlVersion.ToString(),
            CreatedAt = now,
            Migrations = await snapshot.MigrationsAsync(cancellationToken),
            Keys = await snapshot.KeysAsync(now, cancellationToken),
            // Read last: sequences stand outside of transactions, and one that is ahead of its table is right.
            Sequences = await snapshot.SequencesAsync(cancellationToken),
            Tables = tables,
        };
        var bytes = manifest.ToBytes();
        await archive.AddAsync(BackupManifest.Entry, bytes, cancellationToken);
        await archive.AddAsync(BackupManifest.HashEntry, Encoding.ASCII.GetBytes(Convert.ToHexStringLower(SHA256.HashData(bytes))), cancellationToken);
        return manifest;
    }

    private static async Task<BackupTable> WriteAsync(
        BackupArchive archive, NpgsqlConnection connection, CatalogTable table, CancellationToken cancellationToken)
    {
        var rows = new CopyRowCounter();
        await using var copy = await connection.BeginRawBinaryCopyAsync(
            $"COPY {table.Name} ({table.Columns}) TO STDOUT (FORMAT BINARY)", cancellationToken);
        var parts = await archive.AddAsync($"{table.FileName}-{table.Id}", copy, rows, cancellationToken);
        return rows.IsComplete
            ? new BackupTable(table.Name, table.Create, table.Finish, table.Columns, rows.Rows, parts)
            : throw new BackupException($"The rows of {table.Name} ended before their end. No backup was made; try again.");
    }

    private static string ProductVersion =>
        (typeof(Backup).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown").Split('+')[0];
}
