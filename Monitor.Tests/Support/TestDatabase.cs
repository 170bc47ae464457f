using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Web.Hosting;
using Npgsql;

namespace Monitor.Tests.Support;

/// <summary>A fresh, migrated database on the run's server; as a class fixture, one per test class. Dropped at the end.</summary>
public sealed class TestDatabase : IAsyncLifetime
{
    private static int _count;
    private readonly string _name = $"t{Environment.ProcessId}_{Interlocked.Increment(ref _count)}";
    private TestServer? _server;
    private Databases? _databases;

    /// <summary>The application's own role: cannot change the schema, can only add to the audit.</summary>
    public string ConnectionString => TestServer.With(_server!.App, _name);

    public string OwnerConnectionString => TestServer.With(_server!.Owner, _name);

    /// <summary>The pools as the application has them.</summary>
    public Databases Databases => _databases ??= new Databases(ConnectionString, OwnerConnectionString);

    public NpgsqlDataSource Source => Databases.Ui;

    public async Task InitializeAsync()
    {
        _server = await TestServer.SharedAsync();
        await _server.ExecuteAsync($"CREATE DATABASE {_name} TEMPLATE {TestServer.Template} STRATEGY FILE_COPY");
    }

    public async Task DisposeAsync()
    {
        if (_server is not null)
        {
            await Databases.DisposeAsync();

            // The scheduler keeps a pool of its own by connection string, whose connections only its own role may end. The pools of other databases stay: others are in the middle of something.
            await using (var scheduler = new NpgsqlConnection(Databases.AppConnectionString))
            {
                NpgsqlConnection.ClearPool(scheduler);
            }

            await Eventually.TrueAsync(() => TryDropAsync(_server));
        }
    }

    private async Task<bool> TryDropAsync(TestServer server)
    {
        try
        {
            await server.DropAsync(_name);
            return true;
        }
        catch (PostgresException inUse) when (inUse.SqlState is PostgresErrorCodes.InsufficientPrivilege or PostgresErrorCodes.ObjectInUse)
        {
            return false;
        }
    }

    /// <summary>Nobody reaches it, and who was there is gone, until the result is disposed of.</summary>
    public async Task<IAsyncDisposable> TakeAwayAsync()
    {
        await _server!.ExecuteAsync($"ALTER DATABASE {_name} WITH ALLOW_CONNECTIONS false");
        await _server.ExecuteAsync($"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{_name}' AND usename IS NOT NULL");
        return new Return(_server, _name);
    }

    public MonitorDb CreateDb() => new(new DbContextOptionsBuilder<MonitorDb>().UseNpgsql(Source).Options);

    public IDbContextFactory<MonitorDb> Factory => new DbFactory(this);

    public async Task<T?> ScalarAsync<T>(string query)
    {
        await using var command = Source.CreateCommand(query);
        return (T?)await command.ExecuteScalarAsync();
    }

    private sealed class Return(TestServer server, string name) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await server.ExecuteAsync($"ALTER DATABASE {name} WITH ALLOW_CONNECTIONS true");
    }

    private sealed class DbFactory(TestDatabase database) : IDbContextFactory<MonitorDb>
    {
        public MonitorDb CreateDbContext() => database.CreateDb();
    }
}
