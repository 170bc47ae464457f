using Monitor.Web.Hosting;
using Npgsql;

namespace Monitor.Tests.Support;

/// <summary>
/// The one PostgreSQL of a test run: MONITOR_TEST_DB (a connection string of a role that may create databases and roles), else an embedded one in a folder
/// of its own. Started by the first test that asks, stopped when the test process ends.
/// </summary>
internal sealed class TestServer
{
    private static readonly Lazy<Task<TestServer>> Shared = new(StartAsync);

    private Func<Task> _stop = () => Task.CompletedTask;

    private TestServer(string owner, string app)
    {
        Owner = owner;
        App = app;
    }

    public string Owner { get; }

    public string App { get; }

    public const string Template = "monitor_template";

    public static Task<TestServer> SharedAsync() => Shared.Value;

    public static async Task StopSharedAsync()
    {
        if (Shared.IsValueCreated && Shared.Value.IsCompletedSuccessfully)
        {
            await (await Shared.Value)._stop();
        }
    }

    private static async Task<TestServer> StartAsync()
    {
        var server = Environment.GetEnvironmentVariable("MONITOR_TEST_DB") is { Length: > 0 } outside
            ? new TestServer(outside, outside)
            : await StartEmbeddedAsync();
        await server.DropAsync(Template);
        await server.ExecuteAsync($"CREATE DATABASE {Template} TEMPLATE {(server.Owner == server.App ? "template1" : EmbeddedPostgres.Database)}");
        await DatabaseMigration.RunAsync(With(server.Owner, Template), With(server.App, Template), CancellationToken.None);
        return server;
    }

    private static async Task<TestServer> StartEmbeddedAsync()
    {
        await TestFolders.SweepAsync();
        var folder = TestFolders.Create("server");
        var postgres = await EmbeddedPostgres.StartAsync(folder, TestBinaries.Locate(), _ => { }, CancellationToken.None);

        // Several applications, and pairs of them, use it at once; and hundreds of databases come and go, none of which has to outlive a loss of power.
        var superuser = postgres.ConnectionString(PostgresSecrets.Superuser, "postgres");
        await ExecuteAsync(superuser, "ALTER SYSTEM SET max_connections = 200");
        await ExecuteAsync(superuser, "ALTER SYSTEM SET fsync = off");
        await ExecuteAsync(superuser, "ALTER SYSTEM SET full_page_writes = off");
        await postgres.StopAsync(CancellationToken.None);
        postgres = await EmbeddedPostgres.StartAsync(folder, TestBinaries.Locate(), _ => { }, CancellationToken.None);
        return new TestServer(postgres.OwnerConnectionString, postgres.AppConnectionString)
        {
            _stop = async () =>
            {
                await postgres.StopAsync(CancellationToken.None);
                TestFolders.Delete(folder);
            },
        };
    }

    public Task ExecuteAsync(string statement) => ExecuteAsync(With(Owner, "postgres"), statement);

    private static async Task ExecuteAsync(string connectionString, string statement)
    {
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await using var command = source.CreateCommand(statement);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Drops a database with whoever is still connected. The server's own vacuum may not be sent away by its owner: waited for, it goes; and so does what a pool of this process holds.</summary>
    public async Task DropAsync(string name)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                await ExecuteAsync($"DROP DATABASE IF EXISTS {name} WITH (FORCE)");
                return;
            }
            catch (PostgresException busy) when (
                busy.SqlState is PostgresErrorCodes.InsufficientPrivilege or PostgresErrorCodes.ObjectInUse
                && TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromSeconds(60))
            {
                NpgsqlConnection.ClearAllPools();
                await Task.Delay(100);
            }
        }
    }

    public static string With(string connectionString, string database) =>
        new NpgsqlConnectionStringBuilder(connectionString) { Database = database }.ConnectionString;
}
