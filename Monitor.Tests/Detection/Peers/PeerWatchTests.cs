using Microsoft.EntityFrameworkCore;
using Monitor.Domain.Detection;
using Monitor.Domain.Detection.Peers;
using Monitor.Domain.Metrics;
using Monitor.Domain.Problems.Suppression;
using Monitor.Tests.Detection.HostJobs;
using Monitor.Tests.Problems;
using Monitor.Tests.Store.Sealing;
using Monitor.Web.Detection.Hosts;
using Monitor.Web.Detection.Peers;
using Monitor.Web.Forecasting.Refreshing;
using Monitor.Web.Hosting;
using Monitor.Web.Store;

namespace Monitor.Tests.Detection.Peers;

/// <summary>From rows in the store to hosts that differ from their peers, with a day that was learned.</summary>
public sealed class PeerWatchTests(ActingFloor floor) : IClassFixture<ActingFloor>
{
    private static readonly CancellationToken Never = CancellationToken.None;
    private static readonly byte[] Broken = [9, 9, 9];
    private readonly AnomalyStage _stage = new(floor);

    /// <summary>Groups of this test: hosts of others before it are gone.</summary>
    private readonly List<int> _own = [];

    /// <summary>A server: each run is by a new one, which knows what is stored and nothing else.</summary>
    private PeerWatch NewWatch(SeriesReader? reader = null) => new(floor.Contexts, new HostRows(new HistoryReader(reader ?? floor.Reader), floor.Catalog), floor.Catalog, floor.Clock);

    private async Task<IReadOnlyList<Exception>> RunAsync() => await NewWatch().RunAsync(await _stage.FactsAsync(), Never);

    [Fact]
    public async Task A_host_that_parts_from_its_peers_is_one_anomaly_that_says_how_and_one_problem_and_both_end_when_it_is_as_they_are()
    {
        var hosts = await HostsAsync(8, "shop");
        await PassAsync(hosts, 6);
        Assert.Empty(await RunAsync());
        Assert.Empty(await AnomaliesAsync(hosts));
        var began = HostGrid.LastEnd(floor.Clock.GetUtcNow());
        await PassAsync(hosts, 2, apart: 3);
        await RunAsync();
        Assert.Empty(await AnomaliesAsync(hosts));
        await PassAsync(hosts, 1, apart: 3);
        await RunAsync();
        await RunAsync();
        var anomaly = Assert.Single(await AnomaliesAsync(hosts));
        Assert.Equal((AnomalySubject.Peers, hosts[3].HostId, began, null, "cpu.used_percent"), (anomaly.Subject, anomaly.HostId, anomaly.BeganAt, anomaly.EndedAt, anomaly.Metric));
        Assert.StartsWith("CPU usage is 99 %, that of its 7 peers in the group shop", anomaly.Sentence, StringComparison.Ordinal);
        Assert.True(anomaly is { Kind: AnomalyKind.ShiftUp, Score: >= .6 } && anomaly.Value > anomaly.High && anomaly.Expected > anomaly.Low);
        Assert.Equal(hosts[3].Series.Single(s => s.Metric == "cpu.used_percent").Id, anomaly.Parts[0].SeriesId);
        await _stage.TellAsync();
        await using (var db = floor.Db())
        {
            var problem = await db.Problems.AsNoTracking().SingleAsync(p => p.HostId == hosts[3].HostId);
            Assert.Equal((AnomalyMetrics.Host, anomaly.Sentence.TrimEnd('.')), (problem.Metric, problem.Summary));
        }

        await PassAsync(hosts, 3);
        await RunAsync();
        Assert.Equal(began + (3 * HostGrid.Step), Assert.Single(await AnomaliesAsync(hosts)).EndedAt);
        await _stage.TellAsync();
        await using var after = floor.Db();
        Assert.NotNull((await after.Problems.AsNoTracking().SingleAsync(p => p.HostId == hosts[3].HostId)).EndedAt);
    }

    [Fact]
    public async Task A_group_of_identical_idle_hosts_makes_no_anomaly()
    {
        var hosts = await HostsAsync(8, row: Idle);
        await PassAsync(hosts, 12, row: Idle);
        Assert.Empty(await RunAsync());
        Assert.Empty(await AnomaliesAsync(hosts));
    }

    [Fact]
    public async Task A_whole_group_that_gets_busy_and_five_hosts_alone_make_no_anomaly()
    {
        var (many, few) = (await HostsAsync(8), await HostsAsync(5));
        await UntilNowAsync();
        await PassAsync(many, 6, row: (time, host) => [99, 12, .. HostRowsOf.At(time, host)[2..]]);
        await PassAsync(few, 6, apart: 3, advance: false);
        Assert.Empty(await RunAsync());
        Assert.Empty(await AnomaliesAsync([.. many, .. few]));
    }

    [Fact]
    public async Task What_a_host_in_maintenance_does_is_not_looked_at()
    {
        var hosts = await HostsAsync(8);
        await using (var db = floor.Db())
        {
            var name = await db.Hosts.Where(h => h.Id == hosts[3].HostId).Select(h => h.Name).SingleAsync();
            db.Maintenance.Add(new MaintenanceWindow
            {
                Name = "Exchange of a disk", Matchers = $"host={name}", StartsLocal = DateTime.SpecifyKind(floor.Clock.GetUtcNow().UtcDateTime.AddMinutes(-5), DateTimeKind.Unspecified),
                Duration = TimeSpan.FromMinutes(24), Zone = "UTC", CreatedAt = floor.Clock.GetUtcNow(),
            });
            await db.SaveChangesAsync();
        }

        await PassAsync(hosts, 4, apart: 3);
        Assert.Empty(await RunAsync());
        Assert.Empty(await AnomaliesAsync(hosts));

        // What goes on after it is, by the rows after it.
        await PassAsync(hosts, 2, apart: 3);
        Assert.Empty(await RunAsync());
        Assert.Empty(await AnomaliesAsync(hosts));
        await PassAsync(hosts, 1, apart: 3);
        Assert.Empty(await RunAsync());
        Assert.Equal(HostGrid.LastEnd(floor.Clock.GetUtcNow()) - (3 * HostGrid.Step), Assert.Single(await AnomaliesAsync(hosts)).BeganAt);
    }

    [Fact]
    public async Task What_people_called_normal_here_wants_more_of_its_host()
    {
        static double[] Even(DateTimeOffset time, int host) => [16.5 + host, 1, 45, 1e6, 5e5];
        static double[] Apart(DateTimeOffset time, int host) => Even(time, host) is var row && host is 3 or 4 ? [row[0] + 55, .. row[1..]] : row;
        var hosts = await HostsAsync(8, row: Even);
        await using (var db = floor.Db())
        {
            for (var i = 1; i < 9; i++)
            {
                var before = await _stage.BeginAsync(new Host { Id = hosts[3].HostId, Key = Guid.Empty, Name = "" }, AnomalySubject.Peers, ago: TimeSpan.FromDays(i));
                await _stage.EndAsync(before);
                db.AnomalyLabels.Add(new AnomalyLabel { AnomalyId = before.Id, Verdict = AnomalyVerdict.NormalHere, SaidAt = floor.Clock.GetUtcNow() });
            }

            await db.SaveChangesAsync();
        }

        await PassAsync(hosts, 4, row: Apart);
        await RunAsync();

        // Both are one and a half times what the preset asks for; eight "normal here" ask for twice that.
        var anomaly = Assert.Single(await AnomaliesAsync(hosts));
        Assert.Equal(hosts[4].HostId, anomaly.HostId);
        Assert.InRange(anomaly.Evidence, 1.3, 1.7);

        // What is found of it all the same is as strong as it is beside what is wanted of it.
        await PassAsync(hosts, 3, row: (time, host) => Even(time, host) is var row && host == 3 ? [row[0] + 80, .. row[1..]] : row);
        await RunAsync();
        var called = Assert.Single(await AnomaliesAsync(hosts), a => a.HostId == hosts[3].HostId);
        Assert.Equal(called.Evidence / (called.Evidence + 2), called.Score, 9);
    }

    [Fact]
    public async Task Fault_46_A_group_whose_rows_cannot_be_read_keeps_its_turn_and_its_state()
    {
        var hosts = await HostsAsync(8);
        await PassAsync(hosts, 3, apart: 3);
        await using var nowhere = new Databases("Host=127.0.0.1;Port=1;Database=none;Username=none;Timeout=5", "Host=127.0.0.1;Port=1;Database=none;Username=none;Timeout=5");
        var reader = new SeriesReader(nowhere, new RecentTicks(floor.Clock), Microsoft.Extensions.Options.Options.Create(new RetentionOptions()), floor.Clock);
        Assert.Single(await NewWatch(reader).RunAsync(await _stage.FactsAsync(), Never));
        Assert.Empty(await AnomaliesAsync(hosts));
        Assert.Empty(await RunAsync());
        Assert.Equal(HostGrid.LastEnd(floor.Clock.GetUtcNow()) - (3 * HostGrid.Step), Assert.Single(await AnomaliesAsync(hosts)).BeganAt);
    }

    [Fact]
    public async Task Of_hosts_that_leave_the_group_are_retired_or_are_left_with_too_few_peers_nothing_goes_on()
    {
        var (hosts, others, six) = (await HostsAsync(8), await HostsAsync(8), await HostsAsync(6));
        await UntilNowAsync();
        await PassAsync(hosts, 4, apart: 3);
        await PassAsync(others, 4, apart: 3, advance: false);
        await PassAsync(six, 4, apart: 3, advance: false);
        await RunAsync();
        var found = await AnomaliesAsync([.. hosts, .. others, .. six]);
        Assert.Equal(3, found.Count);
        Assert.All(found, a => Assert.Null(a.EndedAt));
        await using (var db = floor.Db())
        {
            var group = await db.Hosts.Where(h => h.Id == others[0].HostId).Select(h => h.GroupId).SingleAsync();
            await db.Hosts.Where(h => h.Id == hosts[3].HostId).ExecuteUpdateAsync(set => set.SetProperty(h => h.GroupId, group));
            int[] gone = [others[3].HostId, six[0].HostId];
            await db.Hosts.Where(h => gone.Contains(h.Id)).ExecuteUpdateAsync(set => set.SetProperty(h => h.RetiredAt, floor.Clock.GetUtcNow()));
        }

        await PassAsync(hosts, 4, apart: 3);
        await PassAsync(others, 4, advance: false);
        Assert.Empty(await RunAsync());

        // The one that moved is learned anew beside its new peers.
        var ended = await AnomaliesAsync([.. hosts, .. others, .. six]);
        Assert.Equal(3, ended.Count);
        Assert.All(ended, a => Assert.NotNull(a.EndedAt));
    }

    [Fact]
    public async Task Fault_42_Two_servers_that_look_at_once_find_it_once_and_each_row_counts_once()
    {
        var hosts = await HostsAsync(8);
        var facts = await _stage.FactsAsync();
        for (var round = 0; round < 3; round++)
        {
            await PassAsync(hosts, 1, apart: 3);
            await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(() => NewWatch().RunAsync(facts, Never))));
            Assert.Equal(round < 2 ? 0 : 1, (await AnomaliesAsync(hosts)).Count);
        }
    }

    [Fact]
    public async Task Fault_46_A_state_that_cannot_be_read_ends_what_goes_on_and_holds_up_no_other_group()
    {
        var (broken, others) = (await HostsAsync(8), await HostsAsync(8));
        await UntilNowAsync();
        await PassAsync(broken, 4, apart: 3);
        await PassAsync(others, 3, apart: 3, advance: false);
        await RunAsync();
        await using (var db = floor.Db())
        {
            var group = await db.Hosts.Where(h => h.Id == broken[0].HostId).Select(h => h.GroupId).SingleAsync();
            await db.DetectorGroups.Where(g => g.GroupId == group).ExecuteUpdateAsync(set => set.SetProperty(g => g.State, Broken));
        }

        await PassAsync(broken, 1, apart: 3);
        await PassAsync(others, 1, advance: false);
        Assert.Single(await RunAsync());
        await PassAsync(broken, 1, apart: 3);
        Assert.Empty(await RunAsync());
        Assert.NotNull(Assert.Single(await AnomaliesAsync(broken)).EndedAt);
    }

    [Fact]
    public async Task Fault_27_After_a_clock_that_was_ahead_is_set_right_a_group_is_looked_at_and_learned_anew_from_the_next_row_on()
    {
        var hosts = await HostsAsync(8);
        floor.Clock.StepWallClock(TimeSpan.FromHours(10));
        await PassAsync(hosts, 3, apart: 3);
        Assert.Empty(await RunAsync());
        floor.Clock.StepWallClock(TimeSpan.FromHours(-10));
        Assert.Empty(await RunAsync());
        Assert.NotNull(Assert.Single(await AnomaliesAsync(hosts)).EndedAt);
        Assert.Equal(HostGrid.LastEnd(floor.Clock.GetUtcNow()), await ThroughAsync(hosts));

        // With a day that was learned it finds what comes then.
        await using (var db = floor.Db())
        {
            var state = Learned([.. hosts], HostGrid.LastEnd(floor.Clock.GetUtcNow()), HostRowsOf.At);
            await db.DetectorGroups.Where(g => _own.Contains(g.GroupId)).ExecuteUpdateAsync(set => set.SetProperty(g => g.State, state));
        }

        await PassAsync(hosts, 3, apart: 5);
        Assert.Empty(await RunAsync());
        Assert.Null((await AnomaliesAsync([hosts[5]])).Single().EndedAt);
    }

    private async Task<DateTimeOffset?> ThroughAsync(IReadOnlyList<StreamEntry> hosts)
    {
        await using var db = floor.Db();
        return await db.Hosts.Where(h => h.Id == hosts[0].HostId).Join(db.DetectorGroups, h => h.GroupId, g => g.GroupId, (_, g) => g.Through).SingleAsync();
    }

    /// <summary>At the beginning of a row, in a group of their own, beside each other for a day.</summary>
    private async Task<IReadOnlyList<StreamEntry>> HostsAsync(int count, string? name = null, Func<DateTimeOffset, int, double[]>? row = null)
    {
        var now = floor.Clock.GetUtcNow();
        floor.Clock.Advance(TimeSpan.FromHours(2) - new TimeSpan(now.UtcTicks % HostGrid.Step.Ticks) + HostGrid.Late);
        var through = HostGrid.LastEnd(floor.Clock.GetUtcNow());
        var streams = new List<StreamEntry>();
        await using var db = floor.Db();
        await db.Hosts.Where(h => !_own.Contains(h.GroupId)).ExecuteUpdateAsync(set => set.SetProperty(h => h.RetiredAt, now));
        var hosts = await _stage.HostsAsync(count, name);
        _own.Add(hosts[0].GroupId);
        if (name is not null)
        {
            var groupId = hosts[0].GroupId;
            await db.HostGroups.Where(g => g.Id == groupId).ExecuteUpdateAsync(set => set.SetProperty(g => g.Name, name));
        }

        foreach (var host in hosts)
        {
            streams.Add(floor.Catalog.FindStream(await floor.StreamAsync(host, [.. HostRowsOf.Metrics.Select(m => (m, ""))]))!);
        }

        db.DetectorGroups.Add(new PeerGroup { GroupId = hosts[0].GroupId, State = Learned(streams, through, row ?? HostRowsOf.At), Through = through });
        await db.SaveChangesAsync();
        return streams;
    }

    /// <summary>Groups that were made one after another are all at this moment.</summary>
    private async Task UntilNowAsync()
    {
        var through = HostGrid.LastEnd(floor.Clock.GetUtcNow());
        await using var db = floor.Db();
        await db.DetectorGroups.Where(g => g.State != null).ExecuteUpdateAsync(set => set.SetProperty(g => g.Through, through));
    }

    private static byte[] Learned(List<StreamEntry> streams, DateTimeOffset through, Func<DateTimeOffset, int, double[]> row)
    {
        var detector = new PeerDetector(DetectionPreset.Quiet);
        for (var at = through - TimeSpan.FromHours(25); at < through; at += HostGrid.Step)
        {
            detector.Observe(at, streams.SelectMany((s, host) => row(at, host).Select((value, i) => new PeerValue(s.HostId, HostRowsOf.Metrics[i], value))));
        }

        using var bytes = new MemoryStream();
        detector.Save(new BinaryWriter(bytes));
        return bytes.ToArray();
    }

    /// <summary>The next rows come, of two samples each; one host may be busy with something of its own. Their time passes, or has passed already.</summary>
    private async Task PassAsync(IReadOnlyList<StreamEntry> streams, int rows, int apart = -1, Func<DateTimeOffset, int, double[]>? row = null, bool advance = true)
    {
        var from = HostGrid.LastEnd(floor.Clock.GetUtcNow()) - (advance ? TimeSpan.Zero : rows * HostGrid.Step);
        var store = new SealedStore(floor.Databases, floor.Clock);
        foreach (var (stream, host) in streams.Select((s, i) => (s, i)))
        {
            await store.WriteHotAsync(stream.Id, Enumerable.Range(0, rows * 2).Select(i =>
            {
                var at = from + TimeSpan.FromMinutes(2.5 * i);
                var values = (row ?? HostRowsOf.At)(HostGrid.Floor(at), host);
                return (at, host == apart ? [99, .. values[1..]] : values);
            }));
        }

        floor.Clock.Advance(advance ? rows * HostGrid.Step : TimeSpan.Zero);
    }

    private static double[] Idle(DateTimeOffset time, int host)
    {
        var random = new Random((host * 7919) + (int)(time.UtcTicks / HostGrid.Step.Ticks % 1_000_003));
        return [.4 + (.3 * random.NextDouble()), .05 * random.NextDouble(), 12 + (.1 * random.NextDouble()), 200 + (300 * random.NextDouble()), 3000 * random.NextDouble()];
    }

    private async Task<List<Anomaly>> AnomaliesAsync(IEnumerable<StreamEntry> streams)
    {
        int[] hosts = [.. streams.Select(s => s.HostId)];
        await using var db = floor.Db();
        return await db.Anomalies.AsNoTracking().Where(a => hosts.Contains(a.HostId) && a.FoundAt > a.BeganAt && a.Detector == PeerFinds.Detector).OrderBy(a => a.Id).ToListAsync();
    }
}
