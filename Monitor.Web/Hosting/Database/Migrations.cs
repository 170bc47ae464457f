using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Monitor.Data;
using Npgsql;

namespace Monitor.Web.Hosting;

/// <summary>What a database has of this version's migrations, read without Entity Framework, and how the others are applied with it.</summary>
internal static class Migrations
{
    /// <summary>Those of this version, in the order in which they are applied. A database or a backup that has others is of a newer one.</summary>
    public static IReadOnlyList<string> All { get; } =
        [.. typeof(MonitorDb).Assembly.GetTypes().Select(t => t.GetCustomAttribute<MigrationAttribute>()?.Id).OfType<string>().Order(StringComparer.Ordinal)];

    /// <summary>Empty for a database without a schema.</summary>
    public static async Task<IReadOnlySet<string>> AppliedAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var applied = new HashSet<string>(StringComparer.Ordinal);
        await using var any = new NpgsqlCommand("""SELECT to_regclass('"__EFMigrationsHistory"') IS NOT NULL""", connection);
        if (await any.ExecuteScalarAsync(cancellationToken) is not true)
        {
            return applied;
        }

        await using var command = new NpgsqlCommand("""SELECT "MigrationId" FROM "__EFMigrationsHistory" """, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            applied.Add(reader.GetString(0));
        }

        return applied;
    }

    /// <exception cref="StartupException">The database did not take one of them; what came before it stays.</exception>
    public static async Task ApplyAsync(string ownerConnectionString, CancellationToken cancellationToken)
    {
        var lockWait = DatabaseMigration.LockWait.TotalMilliseconds;
        var impatient = new NpgsqlConnectionStringBuilder(ownerConnectionString) { Pooling = false, CommandTimeout = 600 };
        impatient.Options = $"{impatient.Options} -c lock_timeout={lockWait:0}".Trim();
        await using var source = NpgsqlDataSource.Create(impatient.ConnectionString);
        await using var db = new MonitorDb(new DbContextOptionsBuilder<MonitorDb>().UseNpgsql(source).Options);
        try
        {
            await db.Database.MigrateAsync(cancellationToken);
        }
        catch (Exception fault) when (Cause(fault) is { } e)
        {
            throw new StartupException(
                (e as PostgresException)?.SqlState == PostgresErrorCodes.LockNotAvailable
                    ? $"the database could not be changed for this version: a table was in use for more than {lockWait / 1000:0} s. What runs on it goes on as before. Start again; "
                        + "if it happens again, stop the other servers and running backups first."
                    : $"the database could not be changed for this version: {e.Message.TrimEnd('.')}. The step that failed was undone; what runs on it goes on as before.",
                "update failed", e);
        }
    }

    /// <summary>The framework wraps what it takes for transient.</summary>
    private static NpgsqlException? Cause(Exception fault) => fault as NpgsqlException ?? fault.InnerException as NpgsqlException;
}
