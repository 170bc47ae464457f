using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Monitor.Data;
using Monitor.Tests.Support;
using Npgsql;

namespace Monitor.Tests.Hosting.Backup;

/// <summary>A database of the test's own that nothing was put into, on the run's server.</summary>
internal sealed class EmptyDatabase : IAsyncDisposable
{
    private static int _count;
    private readonly string _name = $"e{Environment.ProcessId}_{Interlocked.Increment(ref _count)}";
    private readonly TestServer _server;

    private EmptyDatabase(TestServer server) => _server = server;

    public string Owner => new NpgsqlConnectionStringBuilder(TestServer.With(_server.Owner, _name)) { Pooling = false }.ConnectionString;

    public string App => new NpgsqlConnectionStringBuilder(TestServer.With(_server.App, _name)) { Pooling = false }.ConnectionString;

    public static async Task<EmptyDatabase> CreateAsync()
    {
        var database = new EmptyDatabase(await TestServer.SharedAsync());
        await database._server.ExecuteAsync($"CREATE DATABASE {database._name}");
        return database;
    }

    /// <summary>As an earlier version left it: all but the last migrations, and a row.</summary>
    public static async Task<EmptyDatabase> OfEarlierVersionAsync()
    {
        var database = await CreateAsync();
        await using var db = database.Open();
        await db.GetService<IMigrator>().MigrateAsync(db.Database.GetMigrations().First());
        await database.ExecuteAsync("INSERT INTO teams (name) VALUES ('before')");
        return database;
    }

    public MonitorDb Open() => new(new DbContextOptionsBuilder<MonitorDb>().UseNpgsql(Owner).Options);

    public async Task<IReadOnlyList<string>> PendingAsync()
    {
        await using var db = Open();
        return [.. await db.Database.GetPendingMigrationsAsync()];
    }

    public Task ExecuteAsync(string statement) => Contents.ExecuteAsync(Owner, statement);

    public Task<T> ScalarAsync<T>(string query) => Contents.ScalarAsync<T>(Owner, query);

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        await _server.DropAsync(_name);
    }
}
