using Microsoft.Extensions.Configuration;
using Monitor.Tests.Support;
using Monitor.Web.Hosting;
using Npgsql;

namespace Monitor.Tests.Hosting.Backup;

/// <summary>A new version on the database of an earlier one.</summary>
public sealed class UpdateTests : IDisposable
{
    private readonly string _folder = TestFolders.Create("update");
    private readonly List<string> _said = [];

    public void Dispose() => TestFolders.Delete(_folder);

    [Fact]
    public async Task An_older_backup_is_restored_as_it_was_and_then_brought_up_to_date()
    {
        await using var earlier = await EmptyDatabase.OfEarlierVersionAsync();
        await using var target = await EmptyDatabase.CreateAsync();
        var path = Path.Combine(_folder, "older.tar");
        await Web.Hosting.Backup.WriteAsync(path, earlier.Owner, TimeProvider.System, default);
        await DatabaseRestore.ReadAsync(path, target.Owner, default);
        Assert.Equal(await earlier.PendingAsync(), await target.PendingAsync());
        Assert.Equal(await Contents.ReadAsync(earlier.Owner), await Contents.ReadAsync(target.Owner));
        await DatabaseMigration.RunAsync(target.Owner, target.App, default);
        Assert.Empty(await target.PendingAsync());
        Assert.Equal(1, await target.ScalarAsync<long>("SELECT count(*) FROM teams WHERE name = 'before'"));
    }

    [Fact]
    public async Task Before_a_database_with_data_is_changed_a_backup_is_made_and_the_last_three_are_kept()
    {
        await using var earlier = await EmptyDatabase.OfEarlierVersionAsync();
        var pending = await earlier.PendingAsync();
        var folder = Path.Combine(_folder, "backups");
        Directory.CreateDirectory(folder);
        for (var i = 1; i <= 4; i++)
        {
            var old = Path.Combine(folder, $"before-{i}.tar");
            await File.WriteAllTextAsync(old, "");
            File.SetLastWriteTimeUtc(old, new DateTime(2026, 1, i, 0, 0, 0, DateTimeKind.Utc));
        }

        var before = await Contents.ReadAsync(earlier.Owner);
        await DatabaseMigration.RunAsync(earlier.Owner, earlier.App, Safety().RunAsync, default);
        Assert.Empty(await earlier.PendingAsync());
        Assert.Equal([$"before-{pending[0]}.tar", "before-3.tar", "before-4.tar"], [.. Directory.GetFiles(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal).Select(n => n!)]);
        Assert.Contains(_said, s => s.Contains("To go back", StringComparison.Ordinal) && s.Contains("./monitor restore", StringComparison.Ordinal));

        await using var target = await EmptyDatabase.CreateAsync();
        await DatabaseRestore.ReadAsync(Path.Combine(folder, $"before-{pending[0]}.tar"), target.Owner, default);
        Assert.Equal(before, await Contents.ReadAsync(target.Owner));

        // The next start changes nothing and makes none; a new database has nothing to lose.
        _said.Clear();
        await DatabaseMigration.RunAsync(earlier.Owner, earlier.App, Safety().RunAsync, default);
        await using var fresh = await EmptyDatabase.CreateAsync();
        await DatabaseMigration.RunAsync(fresh.Owner, fresh.App, Safety().RunAsync, default);
        Assert.Empty(_said);
    }

    [Fact]
    public async Task Without_its_backup_a_database_is_not_changed_unless_told_so()
    {
        await using var earlier = await EmptyDatabase.OfEarlierVersionAsync();
        var pending = await earlier.PendingAsync();
        await File.WriteAllTextAsync(Path.Combine(_folder, "backups"), "a file in the way");
        var refused = await Assert.ThrowsAsync<StartupException>(() => DatabaseMigration.RunAsync(earlier.Owner, earlier.App, Safety().RunAsync, default));
        Assert.Equal("update failed", refused.Row);
        Assert.Contains("--Backup:BeforeMigration=false", refused.Message, StringComparison.Ordinal);
        Assert.Equal(pending, await earlier.PendingAsync());
        await DatabaseMigration.RunAsync(earlier.Owner, earlier.App, Safety((SafetyBackup.Setting, "false")).RunAsync, default);
        Assert.Empty(await earlier.PendingAsync());
    }

    [Fact]
    public async Task Fault_48_A_migration_that_does_not_get_its_lock_ends_and_leaves_the_earlier_version_serving()
    {
        await using var earlier = await EmptyDatabase.OfEarlierVersionAsync();
        await Contents.ExecuteAsync(earlier.Owner, $"GRANT SELECT, INSERT ON teams TO {new NpgsqlConnectionStringBuilder(earlier.App).Username}");
        var pending = await earlier.PendingAsync();
        await using (await HoldAsync(earlier))
        {
            var migrating = DatabaseMigration.RunAsync(earlier.Owner, earlier.App, default);
            await Eventually.TrueAsync(async () => migrating.IsCompleted || await WaitsAsync(earlier));
            await Contents.ExecuteAsync(earlier.App, "INSERT INTO teams (name) VALUES ('while it waits')");
            var refused = await Assert.ThrowsAsync<StartupException>(() => migrating);
            Assert.Equal("update failed", refused.Row);
            Assert.Contains("goes on as before", refused.Message, StringComparison.Ordinal);
        }

        Assert.Equal(pending, await earlier.PendingAsync());
        await DatabaseMigration.RunAsync(earlier.Owner, earlier.App, default);
        Assert.Empty(await earlier.PendingAsync());
        Assert.Equal(2, await earlier.ScalarAsync<long>("SELECT count(*) FROM teams"));
    }

    [Fact]
    public async Task Fault_48_Two_that_give_rights_at_one_moment_are_both_done()
    {
        await using var database = await EmptyDatabase.CreateAsync();
        await DatabaseMigration.RunAsync(database.Owner, database.App, default);
        var app = new NpgsqlConnectionStringBuilder(database.App).Username;
        await using var other = new NpgsqlConnection(database.Owner);
        await other.OpenAsync();
        await using (var busy = new NpgsqlCommand($"BEGIN; REVOKE INSERT ON teams FROM {app}", other))
        {
            await busy.ExecuteNonQueryAsync();
        }

        var starting = DatabaseMigration.RunAsync(database.Owner, database.App, default);
        await Eventually.TrueAsync(async () => starting.IsCompleted || await database.ScalarAsync<long>(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%GRANT%' AND pid <> pg_backend_pid()") > 0);
        Assert.False(starting.IsCompleted);
        await using (var done = new NpgsqlCommand("COMMIT", other))
        {
            await done.ExecuteNonQueryAsync();
        }

        await starting;
        Assert.True(await database.ScalarAsync<bool>($"SELECT has_table_privilege('{app}', 'teams', 'INSERT')"));
    }

    [Fact]
    public async Task Fault_48_A_start_that_is_killed_in_the_middle_of_its_migration_is_completed_by_the_next()
    {
        await using var earlier = await EmptyDatabase.OfEarlierVersionAsync();
        var pending = await earlier.PendingAsync();
        (string, string)[] environment = [("ConnectionStrings__Monitor", earlier.App), ("ConnectionStrings__MonitorOwner", earlier.Owner)];
        await using (await HoldAsync(earlier))
        {
            await using var killed = ServerProcess.Launch(_folder, ["--no-agent"], environment);
            await Eventually.TrueAsync(async () => killed.HasExited || await WaitsAsync(earlier), TimeSpan.FromMinutes(3));
            Assert.False(killed.HasExited, killed.Output);
            await killed.KillAsync();

            // What it had started for this ends as well, and undoes what it had begun.
            await Eventually.TrueAsync(async () => !await WaitsAsync(earlier));
        }

        Assert.Equal(pending, await earlier.PendingAsync());
        await using var server = ServerProcess.Launch(_folder, ["--no-agent"], environment);
        await server.ReadyAsync();
        Assert.Empty(await earlier.PendingAsync());
        Assert.Contains("./monitor restore", server.Output, StringComparison.Ordinal);
        Assert.Equal(1, await earlier.ScalarAsync<long>("SELECT count(*) FROM teams WHERE name = 'before'"));
        var ended = await server.SignalAsync("TERM");
        Assert.True(ended == 0, $"{ended}: {server.Output}");
    }

    [Fact]
    public async Task Fault_48_A_start_whose_migration_does_not_get_its_lock_says_so_and_ends()
    {
        await using var earlier = await EmptyDatabase.OfEarlierVersionAsync();
        var pending = await earlier.PendingAsync();
        await using var held = await HoldAsync(earlier);

        // As a file of settings may hold it.
        var owner = earlier.Owner.Replace(";", ";\n", StringComparison.Ordinal);
        await using var server = ServerProcess.Launch(_folder, ["--no-agent"], ("ConnectionStrings__Monitor", earlier.App), ("ConnectionStrings__MonitorOwner", owner));
        await Eventually.True(() => server.HasExited && server.Output.Contains("troubleshooting", StringComparison.Ordinal), TimeSpan.FromMinutes(3));
        Assert.Equal(1, server.ExitCode);
        Assert.Contains("Monitor cannot start: the database could not be changed for this version: a table was in use for more than 2 s.", server.Output, StringComparison.Ordinal);
        Assert.Contains("row \"update failed\"", server.Output, StringComparison.Ordinal);
        Assert.Equal(pending, await earlier.PendingAsync());
    }

    private SafetyBackup Safety(params (string Key, string Value)[] settings) => new(
        new DataFolder(_folder),
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Key, (string?)s.Value))).Build(), TimeProvider.System, _said.Add);

    /// <summary>Somebody reads what the migration must write, and takes long.</summary>
    private static async Task<IAsyncDisposable> HoldAsync(EmptyDatabase database)
    {
        var connection = new NpgsqlConnection(database.Owner);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("""BEGIN; LOCK TABLE "__EFMigrationsHistory" IN ACCESS SHARE MODE""", connection);
        await command.ExecuteNonQueryAsync();
        return connection;
    }

    private static async Task<bool> WaitsAsync(EmptyDatabase database) =>
        await database.ScalarAsync<long>("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND wait_event = 'relation'") > 0;
}
