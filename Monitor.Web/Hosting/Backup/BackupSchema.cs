using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Monitor.Data;
using Npgsql;

namespace Monitor.Web.Hosting;

/// <summary>Makes the schema of a backup in an empty database: by the migrations that it had, and what they do not make as the manifest says.</summary>
internal static class BackupSchema
{
    /// <summary>
    /// Each migration by itself: one that came later may sort before one that the backup has, and must then not be applied yet.
    /// </summary>
    public static async Task CreateAsync(NpgsqlConnection connection, BackupManifest manifest, CancellationToken cancellationToken)
    {
        await using (var db = Context())
        {
            var known = Migrations.All.ToList();
            var migrator = db.GetService<IMigrator>();
            foreach (var migration in manifest.Migrations)
            {
                var before = known.IndexOf(migration) is var at and > 0 ? known[at - 1] : Migration.InitialDatabase;
                await ExecuteAsync(connection, migrator.GenerateScript(before, migration, MigrationsSqlGenerationOptions.NoTransactions), cancellationToken);
            }
        }

        foreach (var sequence in manifest.Sequences.Where(s => !s.Identity))
        {
            await ExecuteAsync(connection, $"CREATE SEQUENCE IF NOT EXISTS {sequence.Name} AS {sequence.Type}", cancellationToken);
        }

        var made = (await BackupCatalog.TablesAsync(connection, cancellationToken)).Select(t => t.Name).ToHashSet(StringComparer.Ordinal);
        var missing = manifest.Tables.Where(t => !made.Contains(t.Name)).ToList();
        foreach (var statement in missing.Select(t => t.Create).Concat(missing.SelectMany(t => t.Finish).OrderBy(IsForeignKey)))
        {
            await ExecuteAsync(connection, statement, cancellationToken);
        }
    }

    private static bool IsForeignKey(string statement) => statement.Contains(" FOREIGN KEY ", StringComparison.Ordinal);

    /// <summary>Never opened: it only knows the model and the migrations.</summary>
    private static MonitorDb Context() => new(new DbContextOptionsBuilder<MonitorDb>().UseNpgsql("Host=nowhere").Options);

    private static async Task ExecuteAsync(NpgsqlConnection connection, string statement, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(statement, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
