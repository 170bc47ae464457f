using System.Diagnostics;
using Npgsql;

namespace Monitor.Web.Hosting;

/// <summary>
/// A PostgreSQL of the application's own: reached only through a unix socket, made on first use, reused when it survived the application,
/// started again when it did not survive.
/// </summary>
public sealed class EmbeddedPostgres
{
    public const string Database = "monitor";
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(2);

    private readonly string _data;
    private readonly PostgresHome _home;
    private readonly PostgresAccount? _account;

    private EmbeddedPostgres(string data, PostgresHome home, PostgresAccount? account)
    {
        _data = data;
        _home = home;
        _account = account;
    }

    /// <summary>True when this call started the server, false when it was already running.</summary>
    public bool StartedHere { get; private set; }

    /// <summary>The folder of the cluster.</summary>
    public string Cluster => _home.Cluster;

    public string ConnectionString(string role, string database = Database) =>
        new NpgsqlConnectionStringBuilder
        {
            Host = _home.Socket,
            Database = database,
            Username = role,
            Password = PostgresSecrets.Obtain(_data, role),
        }.ConnectionString;

    public string AppConnectionString => ConnectionString(PostgresSecrets.Application);

    public string OwnerConnectionString => ConnectionString(PostgresSecrets.Owner);

    public static async Task<EmbeddedPostgres> StartAsync(
        string data, PostgresBinaries binaries, Action<string> say, CancellationToken cancellationToken)
    {
        data = Path.GetFullPath(data);
        Directory.CreateDirectory(data);
        var account = PostgresAccount.Choose();
        await using var starting = await FileLock.WaitAsync(Path.Combine(data, "postgres.lock"), StartLimit, cancellationToken);
        var home = await PostgresHome.PrepareAsync(data, binaries, account, say, cancellationToken);
        var postgres = new EmbeddedPostgres(data, home, account);
        await postgres.CreateClusterAsync(cancellationToken);
        await postgres.EnsureRunningAsync(cancellationToken);
        await PostgresRoles.EnsureAsync(postgres, cancellationToken);
        return postgres;
    }

    /// <summary>The postmaster's process id, or null when it does not run. Cheap: reads a file.</summary>
    public int? ProcessId => PostmasterFile.ReadLive(_home.Cluster);

    public async Task EnsureRunningAsync(CancellationToken cancellationToken)
    {
        PostmasterFile.RemoveForeign(_home.Cluster);
        if ((await ControlAsync(["status"], cancellationToken)).Succeeded)
        {
            return;
        }

        ChildProcess.ExitReport outcome = new(1, "");
        for (var attempt = 0; attempt < 8; attempt++)
        {
            outcome = await ControlAsync(["start", "-w", "-t", "90", "-s", "-l", _home.Log], cancellationToken);
            if (outcome.Succeeded)
            {
                StartedHere = true;
                return;
            }

            // After kill -9 the orphaned backends hold the shared memory for a second or two; a file of a dead postmaster is looked at again.
            await Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System, cancellationToken);
            PostmasterFile.RemoveForeign(_home.Cluster);
            if ((await ControlAsync(["status"], cancellationToken)).Succeeded)
            {
                return;
            }
        }

        throw new StartupException($"The embedded PostgreSQL in {_home.Root} does not start: {outcome.Output}\n{LogTail.Of(_home)}", "database not starting");
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (ProcessId is not null)
        {
            await ControlAsync(["stop", "-m", "fast", "-w", "-t", "45", "-s"], cancellationToken);
        }

        if (Directory.Exists(_home.Socket) && !Directory.EnumerateFileSystemEntries(_home.Socket).Any())
        {
            Directory.Delete(_home.Socket);
        }
    }

    private async Task CreateClusterAsync(CancellationToken cancellationToken)
    {
        var settings = Path.Combine(_home.Cluster, PostgresSettings.FileName);
        if (!File.Exists(Path.Combine(_home.Cluster, "PG_VERSION")))
        {
            await PostgresCluster.CreateAsync(_home, _account, PostgresSecrets.Obtain(_data, PostgresSecrets.Superuser), cancellationToken);
        }

        await File.WriteAllTextAsync(settings, PostgresSettings.For(_home.Socket), cancellationToken);
    }

    private async Task<ChildProcess.ExitReport> ControlAsync(string[] arguments, CancellationToken cancellationToken)
    {
        string[] command = [_home.Binaries.Executable("pg_ctl"), .. arguments, "-D", _home.Cluster];
        return await ChildProcess.RunAsync(_account?.Command(command) ?? command, StartLimit, cancellationToken);
    }
}
