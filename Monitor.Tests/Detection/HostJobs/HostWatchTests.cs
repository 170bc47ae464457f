using Microsoft.EntityFrameworkCore;
using Monitor.Domain.Detection;
using Monitor.Domain.Logs;
using Monitor.Domain.Metrics;
using Monitor.Domain.Problems.Suppression;
using Monitor.Tests.Problems;
using Monitor.Tests.Store.Sealing;
using Monitor.Web.Detection;
using Monitor.Web.Detection.Hosts;
using Monitor.Web.Forecasting.Refreshing;
using Monitor.Web.Store;

namespace Monitor.Tests.Detection.HostJobs;

/// <summary>From rows in the store to anomalies of hosts, with models as they are trained.</summary>
public sealed class HostWatchTests(ActingFloor floor) : IClassFixture<ActingFloor>
{
    private static readonly CancellationToken Never = CancellationToken.None;
    private static readonly byte[] Broken = [9, 9, 9];
    private readonly AnomalyStage _stage = new(floor);

    /// <summary>A server: each run is by a new one, which knows what is stored and nothing else.</summary>
    private HostWatch NewWatch() => new(
        floor.Contexts, new HostRows(new HistoryReader(floor.Reader), floor.Catalog), new HostModels(), new HostFinds(floor.Catalog, new ProcessReader(floor.Databases), floor.Clock), floor.Clock);

    private async Task<HostWatchReport> RunAsync() => await NewWatch().RunAsync(await _stage.FactsAsync(), Never);

    /// <summary>At the beginning of a row, with a model of the days before.</summary>
    private async Task<IReadOnlyList<StreamEntry>> HostsAsync(int count)
    {
        var now = floor.Clock.GetUtcNow();
        floor.Clock.Advance(TimeSpan.FromHours(2) - new TimeSpan(now.UtcTicks % HostGrid.Step.Ticks) + HostGrid.Late);
        var through = HostGrid.LastEnd(floor.Clock.GetUtcNow());
        var model = HostRowsOf.Model(through).ToBytes();
        var streams = new List<StreamEntry>();
        await using var db = floor.Db();
        await db.Hosts.ExecuteUpdateAsync(set => set.SetProperty(h => h.RetiredAt, floor.Clock.GetUtcNow()));
        foreach (var host in await _stage.HostsAsync(count))
        {
            var stream = floor.Catalog.FindStream(await floor.StreamAsync(host, [.. HostRowsOf.Metrics.Select(m => (m, ""))]))!;
            streams.Add(stream);
            db.DetectorHosts.Add(new TrainedHost
            {
                HostId = host.Id, TrainedAt = through, HistoryFrom = through.AddDays(-8), HistoryTo = through, SeriesIds = [.. stream.Series.Select(s => s.Id)], Model = model, Through = through,
            });
        }

        await db.SaveChangesAsync();
        return streams;
    }

    /// <summary>The next rows come, of five samples each, and their time passes.</summary>
    private async Task PassAsync(IReadOnlyList<StreamEntry> streams, int rows, Func<DateTimeOffset, double[]> row)
    {
        var from = HostGrid.LastEnd(floor.Clock.GetUtcNow());
        var store = new SealedStore(floor.Databases, floor.Clock);
        foreach (var stream in streams)
        {
            await store.WriteHotAsync(stream.Id, Enumerable.Range(0, rows * 5).Select(i => (from + TimeSpan.FromMinutes(i), row(HostGrid.Floor(from + TimeSpan.FromMinutes(i))))));
        }

        floor.Clock.Advance(rows * HostGrid.Step);
    }

    private async Task<List<Anomaly>> AnomaliesAsync(params IEnumerable<StreamEntry> streams)
    {
        int[] hosts = [.. streams.Select(s => s.HostId)];
        await using var db = floor.Db();
        return await db.Anomalies.AsNoTracking().Where(a => hosts.Contains(a.HostId)).OrderBy(a => a.Id).ToListAsync();
    }

    [Fact]
    public async Task Two_unusual_rows_are_an_anomaly_that_names_what_differs_and_the_busiest_process_and_ends_when_it_is_as_usual()
    {
        var host = await HostsAsync(1);
        await PassAsync(host, 12, t => HostRowsOf.At(t));
        Assert.Empty((await RunAsync()).Failures);
        var began = HostGrid.LastEnd(floor.Clock.GetUtcNow());
        await PassAsync(host, 1, HostRowsOf.Unusual);
        await RunAsync();
        Assert.Empty(await AnomaliesAsync(host));
        await PassAsync(host, 1, HostRowsOf.Unusual);
        await BusyAsync(host[0].HostId, began + HostGrid.Step + TimeSpan.FromMinutes(1), "stress-ng");
        await RunAsync();
        await RunAsync();
        var anomaly = Assert.Single(await AnomaliesAsync(host));
        Assert.Equal((AnomalySubject.Host, began, null), (anomaly.Subject, anomaly.BeganAt, anomaly.EndedAt));
        Assert.InRange(anomaly.FoundAt - anomaly.BeganAt, TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(11));
        Assert.Equal(["cpu.used_percent", "load.1m"], anomaly.Parts.Take(2).Select(p => p.Metric).Order(StringComparer.Ordinal));
        Assert.True(anomaly.Score >= 0.5 && anomaly.Parts.Sum(p => p.Share) <= 1.001 && anomaly.Value > anomaly.High);
        Assert.Contains("stress-ng", anomaly.Sentence, StringComparison.Ordinal);
        await PassAsync(host, 12, t => HostRowsOf.At(t));
        await RunAsync();
        Assert.NotNull(Assert.Single(await AnomaliesAsync(host)).EndedAt);
    }

    [Fact]
    public async Task The_burst_of_log_lines_of_that_time_is_told_with_it_and_no_older_one_and_none_of_another_host()
    {
        var hosts = await HostsAsync(2);
        await PassAsync(hosts, 12, t => HostRowsOf.At(t));
        await RunAsync();
        var began = HostGrid.LastEnd(floor.Clock.GetUtcNow());
        await using (var db = floor.Db())
        {
            Monitor.Domain.Metrics.HostEvent Burst(int host, TimeSpan after, string form) => new() { HostId = hosts[host].HostId, At = began + after, Kind = LogEventKinds.Burst, Text = $"A burst of nginx: 410 lines in a minute, usually 3: {form}" };
            db.Events.AddRange(
                Burst(0, TimeSpan.FromMinutes(-16), "too old"), Burst(0, TimeSpan.FromMinutes(-4), "no answer from <*>"), Burst(0, TimeSpan.FromMinutes(30), "too new"), Burst(1, TimeSpan.FromMinutes(-20), "too old"));
            await db.SaveChangesAsync();
        }

        await PassAsync(hosts, 2, HostRowsOf.Unusual);
        await RunAsync();
        var (first, second) = (Assert.Single(await AnomaliesAsync(hosts[0])), Assert.Single(await AnomaliesAsync(hosts[1])));
        Assert.EndsWith("; a burst of nginx: 410 lines in a minute, usually 3: no answer from <*>.", first.Sentence, StringComparison.Ordinal);
        Assert.DoesNotContain("burst", second.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fault_42_Two_servers_that_look_at_once_find_each_anomaly_once_and_each_row_counts_once()
    {
        var hosts = await HostsAsync(8);
        var facts = await _stage.FactsAsync();
        for (var round = 0; round < 4; round++)
        {
            await PassAsync(hosts, 1, round < 2 ? t => HostRowsOf.At(t) : HostRowsOf.Unusual);
            var reports = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(() => NewWatch().RunAsync(facts, Never))));
            Assert.Equal(hosts.Count, reports.Sum(r => r.Hosts));
        }

        Assert.Equal(hosts.Select(h => h.HostId), (await AnomaliesAsync(hosts)).Select(a => a.HostId).Order());
    }

    [Fact]
    public async Task Fault_46_A_host_whose_model_cannot_be_read_holds_up_no_other_and_is_trained_anew()
    {
        var hosts = await HostsAsync(3);
        await using (var db = floor.Db())
        {
            await db.DetectorHosts.Where(h => h.HostId == hosts[0].HostId).ExecuteUpdateAsync(set => set.SetProperty(h => h.Model, Broken));
        }

        await PassAsync(hosts, 2, HostRowsOf.Unusual);
        var going = await _stage.BeginAsync(new Host { Id = hosts[0].HostId, Key = Guid.Empty, Name = "" });
        Assert.Single((await RunAsync()).Failures);
        Assert.Equal(hosts.Skip(1).Select(h => h.HostId), (await AnomaliesAsync(hosts)).Where(a => a.Id != going.Id).Select(a => a.HostId).Order());

        // It would go on for as long as nobody can say that it is over.
        Assert.NotNull((await _stage.ReadAsync(going)).EndedAt);
        await using var after = floor.Db();
        Assert.Equal(DateTimeOffset.UnixEpoch, (await after.DetectorHosts.AsNoTracking().SingleAsync(h => h.HostId == hosts[0].HostId)).TrainedAt);
    }

    [Fact]
    public async Task What_was_given_up_and_still_stands_out_is_taken_up_again_and_not_once_it_is_as_usual()
    {
        var host = await HostsAsync(1);
        await PassAsync(host, 2, HostRowsOf.Unusual);
        await RunAsync();
        await PassAsync(host, 1, t => HostRowsOf.At(t));
        await RunAsync();
        await _stage.EndAsync(Assert.Single(await AnomaliesAsync(host), a => a.EndedAt is null));

        // Its detector ends it after three rows only: this is the second.
        await PassAsync(host, 1, t => HostRowsOf.At(t));
        await RunAsync();
        Assert.NotNull(Assert.Single(await AnomaliesAsync(host)).EndedAt);
        var again = HostGrid.LastEnd(floor.Clock.GetUtcNow());
        await PassAsync(host, 1, HostRowsOf.Unusual);
        await RunAsync();
        Assert.Equal((again, null), ((await AnomaliesAsync(host))[1].BeganAt, (await AnomaliesAsync(host))[1].EndedAt));
    }

    [Fact]
    public async Task Fault_46_A_host_of_which_nothing_can_be_written_down_holds_up_no_other_and_its_rows_wait()
    {
        var hosts = await HostsAsync(3);
        await PassAsync(hosts, 2, HostRowsOf.Unusual);

        // Two cannot begin at one moment.
        await _stage.EndAsync(await _stage.BeginAsync(new Host { Id = hosts[0].HostId, Key = Guid.Empty, Name = "" }, ago: (2 * HostGrid.Step) + HostGrid.Late));
        var report = await RunAsync();
        Assert.Contains($"{hosts[0].HostId}", Assert.Single(report.Failures).Message, StringComparison.Ordinal);
        Assert.Equal(hosts.Skip(1).Select(h => h.HostId), (await AnomaliesAsync(hosts)).Where(a => a.EndedAt is null).Select(a => a.HostId).Order());
        await using var db = floor.Db();
        var through = await db.DetectorHosts.Where(h => hosts.Select(s => s.HostId).Contains(h.HostId)).OrderBy(h => h.HostId).Select(h => h.Through!.Value).ToListAsync();
        Assert.Equal([-2, 0, 0], through.Select(t => (t - HostGrid.LastEnd(floor.Clock.GetUtcNow())) / HostGrid.Step));
    }

    [Fact]
    public async Task Fault_27_After_a_clock_that_was_ahead_is_set_right_hosts_are_looked_at_from_the_next_row_on()
    {
        var host = await HostsAsync(1);
        floor.Clock.StepWallClock(TimeSpan.FromHours(10));
        await PassAsync(host, 2, t => HostRowsOf.At(t));
        Assert.Equal(1, (await RunAsync()).Hosts);
        floor.Clock.StepWallClock(TimeSpan.FromHours(-10));
        Assert.Equal((1, 0), (await RunAsync() is var back ? back.Hosts : 0, back.Failures.Count));
        var began = HostGrid.LastEnd(floor.Clock.GetUtcNow());
        await PassAsync(host, 2, HostRowsOf.Unusual);
        Assert.Equal(1, (await RunAsync()).Hosts);
        Assert.Equal(began, Assert.Single(await AnomaliesAsync(host)).BeganAt);
        Assert.Equal(0, (await RunAsync()).Hosts);
    }

    [Fact]
    public async Task Fault_27_A_host_that_was_trained_or_put_off_by_a_clock_that_was_ahead_is_trained_now()
    {
        var (host, late) = (await _stage.HostAsync(), await _stage.HostAsync());
        var stream = floor.Catalog.FindStream(await floor.StreamAsync(host, [.. HostRowsOf.Metrics.Select(m => (m, ""))]))!;
        var other = floor.Catalog.FindStream(await floor.StreamAsync(late, [.. HostRowsOf.Metrics.Select(m => (m, ""))]))!;
        await WriteAsync(stream, TimeSpan.FromDays(5));
        var trainer = new HostTrainer(floor.Contexts, Histories(), Settings(), floor.Clock);
        floor.Clock.StepWallClock(TimeSpan.FromHours(3));
        await trainer.RunAsync(Never);
        floor.Clock.StepWallClock(TimeSpan.FromHours((-5 * 24) - 3));
        await WriteAsync(other, TimeSpan.FromDays(5));
        await trainer.RunAsync(Never);
        await using var db = floor.Db();
        Assert.Equal([floor.Clock.GetUtcNow(), floor.Clock.GetUtcNow()], await db.DetectorHosts.Where(h => h.HostId == host.Id || h.HostId == late.Id).Select(h => h.TrainedAt).ToListAsync());
    }

    [Fact]
    public async Task A_host_is_trained_once_it_has_history_enough_and_at_most_once_a_day()
    {
        var host = await _stage.HostAsync();
        var stream = floor.Catalog.FindStream(await floor.StreamAsync(host, [.. HostRowsOf.Metrics.Select(m => (m, ""))]))!;
        var trainer = new HostTrainer(floor.Contexts, Histories(), Settings(), floor.Clock);
        await WriteAsync(stream, TimeSpan.FromDays(2));
        await trainer.RunAsync(Never);
        await using var db = floor.Db();
        Assert.False(await db.DetectorHosts.AnyAsync(h => h.HostId == host.Id));
        await WriteAsync(stream, TimeSpan.FromDays(3));
        await trainer.RunAsync(Never);
        await trainer.RunAsync(Never);
        var trained = await db.DetectorHosts.AsNoTracking().SingleAsync(h => h.HostId == host.Id);
        Assert.Equal(stream.Series.Select(s => s.Id), trained.SeriesIds);
        Assert.Equal((floor.Clock.GetUtcNow(), null), (trained.TrainedAt, trained.State));
        Assert.InRange(trained.HistoryTo - trained.HistoryFrom, TimeSpan.FromDays(4.9), TimeSpan.FromDays(5));
    }

    [Fact]
    public async Task Maintenance_is_not_learned_as_usual_also_once_its_window_is_cancelled()
    {
        var host = await _stage.HostAsync();
        var stream = floor.Catalog.FindStream(await floor.StreamAsync(host, [.. HostRowsOf.Metrics.Select(m => (m, ""))]))!;
        await WriteAsync(stream, TimeSpan.FromDays(2));
        var now = HostGrid.LastEnd(floor.Clock.GetUtcNow());
        await using (var db = floor.Db())
        {
            db.Maintenance.Add(new MaintenanceWindow
            {
                Name = "planned", Matchers = $"host={host.Name}", Zone = "UTC", StartsLocal = DateTime.SpecifyKind(now.AddHours(-10).UtcDateTime, DateTimeKind.Unspecified),
                Duration = TimeSpan.FromHours(1), CreatedAt = now.AddDays(-1), CancelledAt = now.AddHours(-2),
            });
            await db.SaveChangesAsync();
        }

        var history = (await Histories().ReadAsync(host.Id, await _stage.FactsAsync(), floor.Clock.GetUtcNow(), Never))!.History;
        var leftOut = Enumerable.Range(0, history.Rows).Where(row => double.IsNaN(history.Values[row * history.Metrics])).Select(history.TimeOf).ToList();
        Assert.Equal(12, leftOut.Count);
        Assert.Equal((now.AddHours(-10), now.AddHours(-9) - HostGrid.Step), (leftOut[0], leftOut[^1]));
    }

    private HostHistories Histories() => new(floor.Contexts, new HostRows(new HistoryReader(floor.Reader), floor.Catalog), floor.Catalog);

    private DetectionFactsReader Settings() => new(floor.Contexts, floor.Live, Microsoft.Extensions.Options.Options.Create(_stage.Options), floor.Clock);

    private async Task WriteAsync(StreamEntry stream, TimeSpan length)
    {
        var from = HostGrid.LastEnd(floor.Clock.GetUtcNow());
        await new SealedStore(floor.Databases, floor.Clock).WriteHotAsync(
            stream.Id, Enumerable.Range(0, (int)(length / HostGrid.Step)).Select(i => (from + (i * HostGrid.Step), HostRowsOf.At(from + (i * HostGrid.Step)))));
        floor.Clock.Advance(length);
    }

    private async Task BusyAsync(int hostId, DateTimeOffset at, string name)
    {
        await using var connection = await floor.Databases.Jobs.OpenConnectionAsync();
        await using var ensure = new Npgsql.NpgsqlCommand("SELECT ensure_partition('process_ticks', $1)", connection);
        ensure.Parameters.AddWithValue(at);
        await ensure.ExecuteNonQueryAsync();
        await using var insert = new Npgsql.NpgsqlCommand("INSERT INTO process_ticks (host_id, ts, top) VALUES ($1, $2, $3)", connection);
        insert.Parameters.AddWithValue(hostId);
        insert.Parameters.AddWithValue(at);
        insert.Parameters.AddWithValue(ProcessTopCodec.Encode([new ProcessSample(1, "sshd", 1, 1 << 20), new ProcessSample(2, name, 390, 2 << 20)]));
        await insert.ExecuteNonQueryAsync();
    }
}
