using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Metrics;
using Monitor.Domain.Metrics.Chunks;
using Monitor.Tests.Store.Sealing;
using Monitor.Tests.Support;
using Monitor.Web.Hosting;
using Monitor.Web.Store;
using Monitor.Web.Store.Sealing;
using Npgsql;

namespace Monitor.Tests.Bench;

/// <summary>An embedded PostgreSQL of its own with the store's parts, filled with generated hosts, for the benches of storing and reading.</summary>
internal sealed class BenchStore : IAsyncDisposable
{
    private readonly string _data = TestFolders.Create("bench");
    private EmbeddedPostgres? _postgres;

    /// <summary>The evening before, just after midnight: every hour of the day is closed, the day is not merged yet.</summary>
    public static DateTimeOffset Day { get; } = new(2026, 11, 19, 0, 0, 0, TimeSpan.Zero);

    public ManualTimeProvider Clock { get; } = new(Day.AddDays(1).AddMinutes(30));

    public Databases Databases { get; private set; } = null!;

    public SealedStore Store { get; private set; } = null!;

    public CpuMeter Meter { get; private set; } = null!;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _postgres = await EmbeddedPostgres.StartAsync(_data, TestBinaries.Locate(), _ => { }, cancellationToken);
        await DatabaseMigration.RunAsync(_postgres.OwnerConnectionString, _postgres.AppConnectionString, cancellationToken);
        Databases = new Databases(_postgres.AppConnectionString, _postgres.OwnerConnectionString);
        Store = new SealedStore(Databases, Clock);
        Meter = new CpuMeter(Environment.ProcessId, _postgres.ProcessId!.Value);
    }

    /// <summary>As after a start of the machine: the database is new, and nothing of its files is in memory.</summary>
    public async Task ChillAsync(CancellationToken cancellationToken)
    {
        await _postgres!.StopAsync(cancellationToken);
        PageCache.Forget(_postgres.Cluster);
        _postgres = await EmbeddedPostgres.StartAsync(_data, TestBinaries.Locate(), _ => { }, cancellationToken);
        foreach (var pool in new[] { Databases.Ingest, Databases.History, Databases.Jobs, Databases.Ui })
        {
            pool.Clear();
        }
    }

    public async Task<StreamEntry> AddHostAsync(string name, IEnumerable<SeriesName> names, CancellationToken cancellationToken)
    {
        await using var db = new MonitorDb(new DbContextOptionsBuilder<MonitorDb>().UseNpgsql(Databases.Ui).Options);
        var host = new Host { Name = name, Key = Guid.NewGuid(), GroupId = HostGroup.FleetId };
        db.Hosts.Add(host);
        await db.SaveChangesAsync(cancellationToken);
        return (await Store.Catalog.RegisterAsync(host.Id, "agent", [.. names], cancellationToken)).Stream;
    }

    public static IEnumerable<SeriesName> AllNames => HostValues.Names.Select(n => new SeriesName(n.Metric, LabelSet.Canonical(n.Labels)));

    /// <summary>One day of one host every so many seconds, as the writer would have put it there; which of the values, by ordinal.</summary>
    public Task WriteDayAsync(int streamId, int seed, DateTimeOffset day, int apart, int[]? some = null)
    {
        var host = new HostValues(seed);
        var all = new double[HostValues.Names.Count];
        return Store.WriteHotAsync(streamId, Enumerable.Range(0, 86_400 / apart).Select(i =>
        {
            host.Next(all);
            return (day.AddSeconds((long)i * apart), some is null ? [.. all] : some.Select(o => all[o]).ToArray());
        }));
    }

    /// <summary>Days that are merged already, straight into the tables, without the way there.</summary>
    public async Task WriteSealedDaysAsync(int streamId, int seed, DateTimeOffset from, int days, CancellationToken cancellationToken)
    {
        var host = new HostValues(seed);
        var (values, row) = (new double[HostValues.Names.Count], new byte[TickCodec.MaximumLength(HostValues.Names.Count)]);
        var (table, sealer) = (new TickTable(), new PeriodSealer(SealPeriods.Day));
        await using var connection = await Databases.Jobs.OpenConnectionAsync(cancellationToken);
        for (var day = from; day < from.AddDays(days); day = day.AddDays(1))
        {
            table.Clear();
            for (var second = 0; second < 86_400; second += 10)
            {
                host.Next(values);
                table.Add(day.AddSeconds(second).ToUnixTimeMilliseconds(), row.AsSpan(0, TickCodec.Encode(values, row)));
            }

            var period = sealer.Seal(day.ToUnixTimeMilliseconds(), [table], _ => false)!;
            await SealedTables.WriteAsync(connection, [new SealedRow(streamId, day, period)], mayExist: false, cancellationToken);
        }
    }

    /// <summary>Bytes on disk of a table with its partitions, indexes and what is stored aside.</summary>
    public Task<long> BytesAsync(string table) => Store.CountAsync(
        $"SELECT coalesce(sum(pg_total_relation_size(relid)), 0) FROM pg_partition_tree('{table}')");

    public async Task ExecuteAsync(string statement)
    {
        await using var source = NpgsqlDataSource.Create(_postgres!.OwnerConnectionString);
        await using var command = source.CreateCommand(statement);
        command.CommandTimeout = 600;
        await command.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        // Not there where the start failed, and that failure is to be told.
        await (Databases?.DisposeAsync() ?? ValueTask.CompletedTask);
        if (_postgres is not null)
        {
            await _postgres.StopAsync(CancellationToken.None);
        }

        TestFolders.Delete(_data);
    }
}
