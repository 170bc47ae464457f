using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Monitor.Data;
using Monitor.Domain.Efficiency;
using Monitor.Domain.Metrics;
using Monitor.Domain.Metrics.Chunks;
using Monitor.Tests.Store.Sealing;
using Monitor.Tests.Support;
using Monitor.Web.Efficiency.Reading;
using Monitor.Web.Efficiency.Refreshing;
using Monitor.Web.Efficiency.Settings;
using Monitor.Web.Efficiency.Sizing;
using Monitor.Web.Store;
using Monitor.Web.Store.Sealing;

namespace Monitor.Tests.Efficiency.Sizing;

/// <summary>A real database with two months of roll-ups of some generated hosts, read by the job as it would have been: once after the first month, once after the second.</summary>
public sealed class SizeStage : IAsyncLifetime
{
    private const int Days = 62;
    private static readonly CancellationToken Never = CancellationToken.None;

    private readonly TestDatabase _database = new();
    private readonly ManualTimeProvider _clock = new(new DateTimeOffset(2026, 11, 20, 0, 30, 0, TimeSpan.Zero));
    private readonly Dictionary<string, int> _ids = [];
    private SealedStore _store = null!;

    public IReadOnlyDictionary<string, int> Ids => _ids;

    public int SmallGroup { get; private set; }

    public ManualTimeProvider Clock => _clock;

    internal SizeReader Reader => new(_database.Factory, new PlanReader(_database.Factory));

    public async Task InitializeAsync()
    {
        await _database.InitializeAsync();
        _store = new SealedStore(_database.Databases, _clock);
        var end = new DateTimeOffset(_clock.GetUtcNow().UtcDateTime.Date, TimeSpan.Zero);
        SmallGroup = await GroupAsync("small ones");

        // CPU of each month, memory, bytes over the network: percent of what there is.
        await AddAsync("large", 8, 32, (15, 15), 70, 1e5, end, diskGb: 500);
        await AddAsync("grown", 8, 32, (15, 60), 70, 1e5, end);
        await AddAsync("full", 4, 8, (60, 60), 93, 1e5, end);
        await AddAsync("idle", 2, 4, (0.5, 0.5), 45, 20, end);
        await AddAsync("small-1", 1, 4, (10, 10), 38, 1e4, end, SmallGroup);
        await AddAsync("small-2", 1, 4, (10, 10), 38, 1e4, end, SmallGroup);
        var refresher = new ReiRefresher(
            _database.Databases, _database.Factory, _store.Catalog, Hours, new PlanReader(_database.Factory), new ReiTeller((_, _, _, _, _) => Task.FromResult(BatchOutcome.Of(BatchStatus.Committed))),
            Options.Create(new RetentionOptions()), _clock);
        _clock.StepWallClock(TimeSpan.FromDays(-31));
        await refresher.RunAsync(Never);
        _clock.StepWallClock(TimeSpan.FromDays(31));
        await refresher.RunAsync(Never);
    }

    public Task DisposeAsync() => _database.DisposeAsync();

    public MonitorDb Db() => _database.CreateDb();

    /// <summary>A second one is what a second server has.</summary>
    internal SizeLook Node(IDbContextFactory<MonitorDb>? contexts = null) => new(
        _database.Databases, contexts ?? _database.Factory, new SizingReader(_database.Databases, _database.Factory, _store.Catalog, Hours), new PlanReader(_database.Factory), _clock);

    /// <summary>A server that is stopped at the moment at which its first transaction is in the database.</summary>
    internal SizeLook StoppedNode(CancellationTokenSource stop) => Node(new Breaking(_database, stop));

    /// <summary>As if sizes had never been looked at.</summary>
    public async Task ForgetAsync()
    {
        await using var db = Db();
        await db.HostSizes.ExecuteDeleteAsync();
        await db.ReiProgress.Where(p => p.Id == ReiProgress.OfSizes).ExecuteDeleteAsync();
    }

    public async Task<Dictionary<string, HostSize>> SizesAsync()
    {
        await using var db = Db();
        var names = _ids.ToDictionary(i => i.Value, i => i.Key);
        return (await db.HostSizes.AsNoTracking().ToListAsync()).ToDictionary(s => names[s.HostId]);
    }

    private SealedHours Hours => new(_database.Databases, _clock, NullLogger<SealedHours>.Instance);

    /// <summary>Puts a host into a group, which is made if it is not there.</summary>
    public async Task<int> MoveAsync(string host, string groupName)
    {
        var id = await GroupAsync(groupName);
        await using var db = Db();
        await db.Hosts.Where(h => h.Name == host).ExecuteUpdateAsync(set => set.SetProperty(h => h.GroupId, id));
        return id;
    }

    private async Task<int> GroupAsync(string name)
    {
        await using var db = Db();
        if (await db.HostGroups.SingleOrDefaultAsync(g => g.Name == name) is { } there)
        {
            return there.Id;
        }

        var group = new HostGroup { Name = name, ParentId = HostGroup.FleetId };
        db.HostGroups.Add(group);
        await db.SaveChangesAsync();
        return group.Id;
    }

    private async Task AddAsync(
        string name, int vcpus, int memoryGb, (double Before, double Since) cpu, double memory, double network, DateTimeOffset end, int groupId = HostGroup.FleetId, double diskGb = 0)
    {
        await using var db = Db();
        var host = new Host { Name = name, Key = Guid.NewGuid(), GroupId = groupId };
        db.Hosts.Add(host);
        await db.SaveChangesAsync();
        db.HostInventories.Add(new HostInventory { HostId = host.Id, CpuCount = vcpus, MemoryBytes = (long)(memoryGb * RightSize.Gigabyte) });
        await db.SaveChangesAsync();
        _ids[name] = host.Id;
        SeriesName[] series =
        [
            new("cpu.used_percent", ""), new("memory.used_percent", ""), new("network.received_bytes_per_second", "interface=\"eth0\""), new("network.sent_bytes_per_second", "interface=\"eth0\""),
            .. diskGb > 0 ? [new SeriesName("disk.used_percent", "mount=\"/data\""), new SeriesName("disk.total_bytes", "mount=\"/data\"")] : Array.Empty<SeriesName>(),
        ];
        var stream = (await _store.Catalog.RegisterAsync(host.Id, "agent", series, Never)).Stream;
        var rows = new List<SealedRow>();
        for (var day = 0; day < Days; day++)
        {
            var start = end.AddDays(day - Days);
            double[] values = [day < Days - 30 ? cpu.Before : cpu.Since, memory, network, network, 20, diskGb * RightSize.Gigabyte];
            rows.Add(new SealedRow(stream.Id, start, Seal(start, values[..series.Length])));
        }

        await using var connection = await _database.Databases.Jobs.OpenConnectionAsync();
        await SealedTables.WriteAsync(connection, rows, mayExist: false, Never);
    }

    private static SealedPeriod Seal(DateTimeOffset start, double[] values)
    {
        var (table, row) = (new TickTable(), new byte[TickCodec.MaximumLength(values.Length)]);
        for (var minute = 0; minute < 24 * 60; minute += 20)
        {
            table.Add(start.AddMinutes(minute).ToUnixTimeMilliseconds(), row.AsSpan(0, TickCodec.Encode(values, row)));
        }

        return new PeriodSealer(SealPeriods.Day).Seal(start.ToUnixTimeMilliseconds(), [table], _ => false)!;
    }

    private sealed class Breaking(TestDatabase database, CancellationTokenSource stop) : DbTransactionInterceptor, IDbContextFactory<MonitorDb>
    {
        public MonitorDb CreateDbContext() => new(new DbContextOptionsBuilder<MonitorDb>().UseNpgsql(database.Source).AddInterceptors(this).Options);

        public override Task TransactionCommittedAsync(System.Data.Common.DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default) => stop.CancelAsync();
    }
}
