using System.Globalization;
using Npgsql;

namespace Monitor.Web.Hosting;

/// <summary>
/// Small pools of their own for those who must not starve each other. All act as the application's role, which cannot change the schema.
/// </summary>
public sealed class Databases(string app, string owner, TimeSpan? longestQuery = null) : IAsyncDisposable
{
    /// <summary>What a screen or a caller of the API may ask the database for; the database itself stops it then.</summary>
    public static readonly TimeSpan LongestQuery = TimeSpan.FromSeconds(5);

    /// <summary>Few statements, mostly for many rows: a plan that was made while a table was nearly empty must not be kept when the fleet is there.</summary>
    public NpgsqlDataSource Ingest { get; } = Pool(Option(app, "plan_cache_mode", "force_custom_plan"), "ingest", size: 8, seconds: 8);

    public NpgsqlDataSource Ui { get; } = Pool(Stopping(app, longestQuery ?? LongestQuery), "ui", size: 12, seconds: 10, statements: 120);

    /// <summary>
    /// For reading series: few statements, always the same, over many partitions. Planned once for all parameters: planning costs more than they do.
    /// </summary>
    public NpgsqlDataSource History { get; } =
        Pool(Option(Stopping(app, longestQuery ?? LongestQuery), "plan_cache_mode", "force_generic_plan"), "history", size: 6, seconds: 10);

    public NpgsqlDataSource Jobs { get; } = Pool(app, "jobs", size: 8, seconds: 60);

    public NpgsqlDataSource Health { get; } = Pool(app, "health", size: 2, seconds: 3);

    /// <summary>For Quartz, which makes its own pool.</summary>
    public string AppConnectionString { get; } = Settings(app, "jobs", size: 8, seconds: 60);

    /// <summary>Migrates and provisions; nothing else uses it.</summary>
    public string OwnerConnectionString { get; } = Settings(owner, "owner", size: 2, seconds: 600);

    /// <summary>How the connections are called by which servers that share a database know of each other; the server's name follows.</summary>
    public const string LineName = "monitor-node-";

    /// <summary>For the one connection on which a server listens to others; not pooled, because it lives as long as the server.</summary>
    public string LineConnectionString(string node) =>
        new NpgsqlConnectionStringBuilder(AppConnectionString) { ApplicationName = LineName + node, CommandTimeout = 8, Pooling = false }.ConnectionString;

    /// <summary>
    /// After the database stopped a statement of a screen, or one fails since it was stopped before, also by whoever asked and left: a statement that was stopped while it
    /// was being prepared is remembered by its connection as ready, and the next use of it fails (https://github.com/npgsql/npgsql/issues/6391). New connections remember nothing.
    /// </summary>
    public void AfterStopped()
    {
        Ui.Clear();
        History.Clear();
    }

    public async ValueTask DisposeAsync()
    {
        await Ingest.DisposeAsync();
        await Ui.DisposeAsync();
        await History.DisposeAsync();
        await Jobs.DisposeAsync();
        await Health.DisposeAsync();
    }

    private static NpgsqlDataSource Pool(string connectionString, string name, int size, int seconds, int statements = 40) =>
        NpgsqlDataSource.Create(Settings(connectionString, name, size, seconds, statements));

    private static string Stopping(string connectionString, TimeSpan after) =>
        Option(connectionString, "statement_timeout", after.TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture));

    private static string Option(string connectionString, string name, string value)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        settings.Options = $"{settings.Options} -c {name}={value}".Trim();
        return settings.ConnectionString;
    }

    /// <summary>
    /// No statement leaves anything behind in a session: settings and locks are a transaction's, and who listens, migrates or backs up has unpooled connections. Cleaning up
    /// after each use cost as much as a short statement. The driver closes all that are idle each time this long has gone by, and a new connection costs the server tens of milliseconds
    /// of CPU: at a minute, which is how often many jobs run, each of them began with new ones.
    /// </summary>
    private static string Settings(string connectionString, string name, int size, int seconds, int statements = 40) =>
        new NpgsqlConnectionStringBuilder(connectionString)
        {
            ApplicationName = "monitor-" + name,
            MaxPoolSize = size,
            Timeout = 10,
            CommandTimeout = seconds,
            ConnectionIdleLifetime = 600,
            KeepAlive = 15,
            MaxAutoPrepare = statements,
            NoResetOnClose = true,
        }.ConnectionString;
}
