using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Monitor.Domain.Efficiency;
using Monitor.Domain.Metrics;
using Monitor.Tests.Store.Sealing;
using Monitor.Tests.Support;
using Monitor.Web.Efficiency.Refreshing;
using Monitor.Web.Efficiency.Settings;
using Monitor.Web.Store;
using Npgsql;

namespace Monitor.Tests.Efficiency;

/// <summary>The job that reads use out of roll-ups, on a real database with a clock that a test moves.</summary>
public sealed class ReiRefreshTests : IAsyncLifetime
{
    private static readonly CancellationToken Never = CancellationToken.None;

    private readonly TestDatabase _database = new();
    private readonly ManualTimeProvider _clock = new();
    private readonly List<(int HostId, DateTimeOffset At, double Total)> _told = [];
    private SealedStore _store = null!;
    private StreamEntry _stream = null!;
    private bool _isFull;

    public async Task InitializeAsync()
    {
        await _database.InitializeAsync();
        _store = new SealedStore(_database.Databases, _clock);
        _stream = await _store.AddStreamAsync(_database, "cpu.used_percent", "memory.used_percent");
        await PassAsync(3);
    }

    public Task DisposeAsync() => _database.DisposeAsync();

    /// <summary>Some hours with a sample every minute, and the hours sealed.</summary>
    private async Task PassAsync(int hours)
    {
        var from = new DateTimeOffset(_clock.GetUtcNow().UtcDateTime.Date.AddHours(_clock.GetUtcNow().Hour), TimeSpan.Zero);
        await _store.WriteHotAsync(_stream.Id, Enumerable.Range(0, hours * 60).Select(i => (from.AddMinutes(i), new double[] { i % 2 == 0 ? 40 : 50, 65 })));
        _clock.StepWallClock(from.AddHours(hours).AddMinutes(10) - _clock.GetUtcNow());
        await _store.Sealing.RunAsync(Never);
    }

    private ReiRefresher Node() => new(
        _database.Databases, _database.Factory, _store.Catalog, new SealedHours(_database.Databases, _clock, NullLogger<SealedHours>.Instance), new PlanReader(_database.Factory), new ReiTeller(RecordAsync),
        Options.Create(new RetentionOptions()), _clock);

    private Task<BatchOutcome> RecordAsync(int hostId, string kind, DateTimeOffset at, IReadOnlyList<KeyValuePair<SeriesName, double>> values, CancellationToken cancellationToken)
    {
        lock (_told)
        {
            if (!_isFull)
            {
                _told.Add((hostId, at, values.Single(v => v.Key.Metric == ReiMetrics.Total).Value));
            }
        }

        return Task.FromResult(BatchOutcome.Of(_isFull ? BatchStatus.Full : BatchStatus.Committed));
    }

    private async Task<List<ReiDay>> DaysAsync()
    {
        await using var db = _database.CreateDb();
        return await db.ReiDays.AsNoTracking().ToListAsync();
    }

    [Fact]
    public async Task Hours_of_use_come_out_of_roll_ups_and_the_index_of_the_day_is_told_as_a_series()
    {
        var report = await Node().RunAsync(Never);
        Assert.Equal((1, 1), (report.Hosts, report.Told));
        var day = new DayUse(Assert.Single(await DaysAsync()).Use);
        Assert.Equal((new HourUse(45, 50), new HourUse(65, 65)), (day[13, ResourceKind.Cpu], day[13, ResourceKind.Memory]));
        Assert.False(day[11, ResourceKind.Cpu].IsKnown || day[13, ResourceKind.DiskSpace].IsKnown || day[15, ResourceKind.Cpu].IsKnown);
        Assert.Equal((_stream.HostId, 100), (Assert.Single(_told).HostId, _told[0].Total));
        Assert.Equal(15, _told[0].At.Hour);
        Assert.Equal(0, (await Node().RunAsync(Never)).Hours);
    }

    [Fact]
    public async Task Fault_27_Hours_that_a_clock_that_was_ahead_called_read_are_read_when_they_have_come()
    {
        await Node().RunAsync(Never);
        await using (var db = _database.CreateDb())
        {
            await db.ReiProgress.ExecuteUpdateAsync(set => set.SetProperty(p => p.Through, p => p.Through!.Value.AddHours(5)));
        }

        await PassAsync(1);
        Assert.Equal(1, (await Node().RunAsync(Never)).Told);
        Assert.True(new DayUse(Assert.Single(await DaysAsync()).Use)[15, ResourceKind.Cpu].IsKnown);
        await PassAsync(1);
        Assert.Equal((1, 1), (await Node().RunAsync(Never) is var next ? next.Hours : 0, next.Told));
    }

    [Fact]
    public async Task Fault_42_Two_servers_that_run_it_at_once_read_every_hour_once_and_tell_it_once()
    {
        for (var round = 0; round < 3; round++)
        {
            var reports = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => Node().RunAsync(Never))));
            Assert.Equal(1, reports.Sum(r => r.Told));
            await PassAsync(1);
        }

        Assert.Equal(3, _told.Select(t => t.At).Distinct().Count());
        Assert.Equal(3, _told.Count);
        Assert.Single(await DaysAsync());
    }

    [Fact]
    public async Task Fault_46_A_round_that_fails_has_done_nothing_and_the_next_one_does_all()
    {
        _isFull = true;
        await Assert.ThrowsAsync<InvalidOperationException>(() => Node().RunAsync(Never));
        await using (var db = _database.CreateDb())
        {
            Assert.False(await db.ReiDays.AnyAsync(d => d.Day == new DateOnly(2026, 11, 20)));
        }

        _isFull = false;
        Assert.Equal(1, (await Node().RunAsync(Never)).Told);
        Assert.Single(await DaysAsync());
    }

    [Fact]
    public async Task Fault_46_A_roll_up_that_cannot_be_read_leaves_its_own_hour_out_and_holds_up_no_other_host()
    {
        var whole = await _store.AddStreamAsync(_database, "cpu.used_percent");
        await _store.WriteHotAsync(whole.Id, Enumerable.Range(0, 60).Select(i => (new DateTimeOffset(2026, 11, 20, 15, i, 0, TimeSpan.Zero), new double[] { 20 })));
        await PassAsync(1);
        await using (var owner = NpgsqlDataSource.Create(_database.OwnerConnectionString))
        {
            await using var spoil = owner.CreateCommand($"UPDATE rollups SET payload = decode(repeat('ff', octet_length(payload)), 'hex') WHERE stream_id = {_stream.Id} AND start = '2026-11-20 13:00Z'");
            Assert.True(await spoil.ExecuteNonQueryAsync() > 0);
        }

        var report = await Node().RunAsync(Never);
        Assert.Equal((2, 2), (report.Hosts, report.Told));
        var days = await DaysAsync();
        var (spoiled, other) = (new DayUse(days.Single(d => d.HostId == _stream.HostId).Use), new DayUse(days.Single(d => d.HostId == whole.HostId).Use));
        Assert.False(spoiled[13, ResourceKind.Cpu].IsKnown);
        Assert.True(spoiled[12, ResourceKind.Cpu].IsKnown && spoiled[14, ResourceKind.Cpu].IsKnown);
        Assert.True(other[15, ResourceKind.Cpu].IsKnown);
        Assert.Equal(0, (await Node().RunAsync(Never)).Hours);
    }

    [Fact]
    public async Task Fault_47_After_five_hours_of_standing_still_all_hours_are_read_in_one_go_and_only_the_newest_is_told()
    {
        await Node().RunAsync(Never);
        _told.Clear();
        await PassAsync(5);
        var report = await Node().RunAsync(Never);
        Assert.Equal((5, 1), (report.Hours, report.Told));
        Assert.Equal(20, Assert.Single(_told).At.Hour);
        Assert.True(new DayUse((await DaysAsync())[0].Use)[16, ResourceKind.Cpu].IsKnown);
    }
}
