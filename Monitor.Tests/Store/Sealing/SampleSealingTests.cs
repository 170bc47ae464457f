using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Monitor.Domain.Metrics;
using Monitor.Domain.Metrics.Chunks;
using Monitor.Tests.Metrics.Chunks;
using Monitor.Tests.Support;
using Monitor.Web.Hosting;
using Monitor.Web.Store;
using Monitor.Web.Store.Sealing;
using Npgsql;

namespace Monitor.Tests.Store.Sealing;

/// <summary>Hot, late, hour and day on a real database: whatever is sealed in between, the same samples are there, each once.</summary>
public sealed class SampleSealingTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    private readonly TestDatabase _database = new();
    private readonly ManualTimeProvider _clock = new(Noon);
    private SealedStore _store = null!;

    public async Task InitializeAsync()
    {
        await _database.InitializeAsync();
        _store = new SealedStore(_database.Databases, _clock);
    }

    public Task DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task A_closed_hour_is_sealed_with_its_rollups_and_its_partition_goes()
    {
        var stream = await _store.AddStreamAsync(_database, "cpu.used_percent", "memory.used_bytes", "a_total");
        var ticks = Ticks(Noon.AddHours(-2), 720, 3);
        await _store.WriteHotAsync(stream.Id, ticks);
        _clock.StepWallClock(TimeSpan.FromMinutes(5));
        Assert.Equal(1, (await RunAsync()).Hours); // 11 o'clock is closed, but may still be written to by a node whose clock is behind
        _clock.StepWallClock(TimeSpan.FromMinutes(1));

        Assert.Equal(new SealReport(1, 360 * 3, 0, 0), await RunAsync());

        Assert.Equal(0, await _store.CountAsync("SELECT count(*) FROM hot_ticks"));
        Assert.Equal(0, await _store.CountAsync("SELECT count(*) FROM pg_inherits WHERE inhparent = 'hot_ticks'::regclass"));
        Assert.Equal(2, await _store.CountAsync("SELECT count(*) FROM chunks WHERE hours = 1"));
        Assert.Equal(2, await _store.CountAsync("SELECT count(*) FROM rollups WHERE tier = 1"));
        await AssertStoredAsync(stream, ticks);
        Assert.Equal(new SealReport(0, 0, 0, 0), await RunAsync());
    }

    [Fact]
    public async Task A_day_that_is_over_becomes_one_row_and_the_partitions_of_its_hours_go()
    {
        var stream = await _store.AddStreamAsync(_database, "cpu.used_percent", "b");
        var other = await _store.AddStreamAsync(_database, "cpu.used_percent");
        var ticks = Ticks(Noon.AddHours(-36), 24 * 60, 2, apart: 60); // midnight to midnight
        await _store.WriteHotAsync(stream.Id, ticks);
        await _store.WriteHotAsync(other.Id, ticks.Take(3).Select(t => (t.Time, t.Values[..1])));

        var report = await RunAsync();

        Assert.Equal((24, 1), (report.Hours, report.Days));
        Assert.Equal(2, await _store.CountAsync("SELECT count(*) FROM chunks"));
        Assert.Equal(4, await _store.CountAsync("SELECT count(*) FROM rollups"));
        Assert.Equal(0, await _store.CountAsync(
            "SELECT count(*) FROM pg_inherits WHERE inhparent IN ('chunks_hours'::regclass, 'rollups_hour_minutes'::regclass)"));
        await AssertStoredAsync(stream, ticks);
    }

    [Fact]
    public async Task Hours_that_are_still_there_after_their_day_was_merged_count_once_and_go_with_the_next_round()
    {
        var stream = await _store.AddStreamAsync(_database, "cpu.used_percent");
        await _store.WriteHotAsync(stream.Id, Ticks(Noon.AddHours(-36), 24 * 60, 1, apart: 60));
        _clock.StepWallClock(TimeSpan.FromHours(-11));
        var early = await RunAsync();
        Assert.Equal((24, 0), (early.Hours, early.Days));
        await AsOwnerAsync("CREATE TABLE kept_chunks AS SELECT * FROM chunks; CREATE TABLE kept_rollups AS SELECT * FROM rollups");
        _clock.StepWallClock(TimeSpan.FromHours(11));
        Assert.Equal(1, (await RunAsync()).Days);

        // As where a backup reads them for long.
        await AsOwnerAsync(
            """
            SELECT ensure_partition(t, '2026-11-19') FROM unnest(ARRAY['chunks_hours', 'rollups_hour_minutes']) AS t;
            INSERT INTO chunks SELECT * FROM kept_chunks; INSERT INTO rollups SELECT * FROM kept_rollups
            """);
        var told = new List<(DateTimeOffset Hour, long Count)>();
        await new SealedHours(_database.Databases, _clock, NullLogger<SealedHours>.Instance).ReadAsync(
            [stream.Series[0]], new TimeRange(Noon.AddHours(-30), Noon.AddHours(-12)), (int _, DateTimeOffset hour, in RollupPoint point) => told.Add((hour, point.Count)), default);
        Assert.Equal(Enumerable.Range(0, 18).Select(h => (Noon.AddHours(h - 30), 60L)), told.Order());

        Assert.Equal(1, (await RunAsync()).Days);
        Assert.Equal(1, await _store.CountAsync("SELECT count(*) FROM chunks"));
    }

    [Fact]
    public async Task What_comes_late_is_merged_into_its_hour_its_day_or_an_hour_of_its_own_and_the_first_write_wins()
    {
        var stream = await _store.AddStreamAsync(_database, "cpu.used_percent");
        var yesterday = Ticks(Noon.AddHours(-36), 24, 1, apart: 3600);
        var today = Ticks(Noon.AddHours(-3), 10, 1);
        await _store.WriteHotAsync(stream.Id, [.. yesterday, .. today]);
        await RunAsync();

        var late = Ticks(Noon.AddHours(-36).AddSeconds(5), 24, 1, apart: 3600) // into the day
            .Concat(Ticks(Noon.AddHours(-3).AddSeconds(5), 10, 1)) // into the hour
            .Concat(Ticks(Noon.AddHours(-60), 10, 1)).ToList(); // where nothing was
        var again = yesterday.Concat(today).Select(t => (t.Time, new[] { -1.0 })).ToList(); // there already, with other values
        await _store.WriteLateAsync(stream.Id, late.Concat(again));
        var recent = await _store.Reader.ReadAsync([stream.Series[0]], new TimeRange(Noon.AddHours(-6), Noon), 600, default);
        Assert.Equal(20, recent[0].Curve.Summary.Count); // samples are seen before they are merged

        Assert.Equal(late.Count + again.Count, (await RunAsync()).LateRows);

        Assert.Equal(0, await _store.CountAsync("SELECT count(*) FROM late_ticks"));
        await AssertStoredAsync(stream, [.. yesterday, .. today, .. late]);
        var points = await _store.Reader.ReadStepsAsync([stream.Series[0]], new TimeRange(Noon.AddHours(-72), Noon), TimeSpan.FromHours(1), default);
        Assert.Equal(yesterday.Count + today.Count + late.Count, points[0].Sum(p => p.Count));
    }

    [Fact]
    public async Task A_host_that_only_ever_reports_late_loses_nothing()
    {
        var stream = await _store.AddStreamAsync(_database, "cpu.used_percent");
        var random = new Random(3);
        var ticks = Ticks(Noon.AddDays(-3), 3000, 1, apart: 60);
        var sent = ticks.Concat(ticks.Where(_ => random.Next(3) == 0)).ToArray();
        random.Shuffle(sent);
        foreach (var part in sent.Chunk(700))
        {
            await _store.WriteLateAsync(stream.Id, part.DistinctBy(t => t.Time));
            await RunAsync();
        }

        await AssertStoredAsync(stream, ticks);
    }

    [Fact]
    public async Task Hostile_values_come_back_bit_for_bit_through_all_tiers()
    {
        var stream = await _store.AddStreamAsync(_database, "x", "y");
        double[] odd =
        [
            0, -0.0, double.Epsilon, -double.Epsilon, double.MaxValue, double.MinValue, double.PositiveInfinity, double.NegativeInfinity,
            9007199254740992, -9007199254740993, 0.1, 1 / 3.0, double.NaN, 1e300, 4096, -1,
        ];
        var ticks = odd.Select((value, i) => (Time: Noon.AddHours(-36).AddMilliseconds(i), Values: new[] { value, odd[^(i + 1)] })).ToList();
        await _store.WriteHotAsync(stream.Id, ticks);
        Assert.Equal(1, (await RunAsync()).Days);
        await AssertStoredAsync(stream, ticks);
    }

    [Fact]
    public async Task Fault_58_Retention_drops_whole_partitions_tier_by_tier_and_the_coarser_still_tells()
    {
        var stream = await _store.AddStreamAsync(_database, "cpu.used_percent");
        await _store.WriteHotAsync(stream.Id, Ticks(Noon.AddHours(-36), 24 * 60, 1, apart: 60));
        await RunAsync();
        var range = new TimeRange(Noon.AddHours(-36), Noon.AddHours(-12));
        foreach (var (after, chunks, minutes, hours) in new[] { (0, 1, 1, 1), (9, 0, 1, 1), (105, 0, 0, 1), (460, 0, 0, 0) })
        {
            _clock.StepWallClock(Noon.AddDays(after) - _clock.GetUtcNow());
            await _store.Retention.DropAsync(default);
            Assert.Equal(chunks, await _store.CountAsync("SELECT count(*) FROM chunks"));
            Assert.Equal(minutes, await _store.CountAsync("SELECT count(*) FROM rollups WHERE tier = 2"));
            Assert.Equal(hours, await _store.CountAsync("SELECT count(*) FROM rollups WHERE tier = 3"));
            var curve = (await _store.Reader.ReadAsync([stream.Series[0]], range, 100, default))[0].Curve;
            Assert.Equal(hours * 24 * 60, curve.Summary.Count);
        }
    }

    [Fact]
    public async Task Fault_58_Numbers_of_batches_go_in_portions_until_none_is_left_that_is_too_old()
    {
        var stream = await _store.AddStreamAsync(_database, "a");
        await _store.CountAsync($"""
            WITH t AS (INSERT INTO agent_batches (agent_id, seq, received_at)
                SELECT {stream.HostId}, n, CASE WHEN n <= 7 THEN timestamptz '2000-01-01' ELSE timestamptz '2026-11-20' END FROM generate_series(1, 9) n RETURNING 1) SELECT count(*) FROM t
            """);
        var retention = new SampleRetention(_database.Databases, _store.Sealing, Options.Create(new RetentionOptions()), _clock) { Portion = 3 };
        await retention.DropAsync(default);
        Assert.Equal(2, await _store.CountAsync("SELECT count(*) FROM agent_batches"));
    }

    [Fact]
    public async Task What_a_server_that_was_down_for_long_had_not_sealed_is_sealed_before_it_is_dropped()
    {
        var stream = await _store.AddStreamAsync(_database, "cpu.used_percent");
        await _store.WriteHotAsync(stream.Id, Ticks(Noon.AddHours(-36), 24 * 60, 1, apart: 60));
        _clock.StepWallClock(TimeSpan.FromDays(12));

        await _store.Retention.DropAsync(default);

        Assert.Equal(0, await _store.CountAsync("SELECT (SELECT count(*) FROM hot_ticks) + (SELECT count(*) FROM chunks)"));
        foreach (var points in new[] { 600, 24 })
        {
            var curve = (await _store.Reader.ReadAsync([stream.Series[0]], new TimeRange(Noon.AddHours(-36), Noon.AddHours(-12)), points, default))[0].Curve;
            Assert.Equal(24 * 60, curve.Summary.Count);
        }
    }

    [Fact]
    public async Task A_stream_that_cannot_be_sealed_keeps_nobody_else_from_it()
    {
        var broken = await _store.AddStreamAsync(_database, "a");
        var good = await _store.AddStreamAsync(_database, "cpu.used_percent");
        var ticks = Ticks(Noon.AddHours(-36), 24 * 60, 1, apart: 60);
        await _store.WriteHotAsync(good.Id, ticks);
        await _store.WriteLateAsync(good.Id, ticks.Select(t => (t.Time.AddSeconds(1), t.Values)));
        await _store.CountAsync($"WITH t AS (INSERT INTO hot_ticks VALUES ({broken.Id}, '{Noon.AddHours(-30):O}', '\\x00') RETURNING 1) SELECT count(*) FROM t");
        await _store.CountAsync($"WITH t AS (INSERT INTO late_ticks VALUES ({broken.Id}, '{Noon.AddHours(-80):O}', '\\x00') RETURNING 1) SELECT count(*) FROM t");

        var report = await RunAsync();

        Assert.Equal((23, 23 * 60, 2), (report.Hours, report.LateRows, report.Failures.Count));
        Assert.All(report.Failures, f => Assert.IsType<FormatException>(f));
        await _store.CountAsync($"WITH t AS (DELETE FROM hot_ticks WHERE stream_id = {broken.Id} RETURNING 1) SELECT count(*) FROM t");
        await _store.CountAsync($"WITH t AS (DELETE FROM late_ticks WHERE stream_id = {broken.Id} RETURNING 1) SELECT count(*) FROM t");
        Assert.Equal(new SealReport(1, 60, 60, 1), await RunAsync());
        await AssertStoredAsync(good, [.. ticks, .. ticks.Select(t => (t.Time.AddSeconds(1), t.Values))]);
    }

    [Fact]
    public async Task Late_rows_of_a_day_whose_chunks_are_past_their_retention_leave_its_rollups_alone()
    {
        var stream = await _store.AddStreamAsync(_database, "cpu.used_percent");
        await _store.WriteHotAsync(stream.Id, Ticks(Noon.AddHours(-36), 24 * 60, 1, apart: 60));
        await RunAsync();
        await _store.CountAsync("WITH t AS (DELETE FROM chunks RETURNING 1) SELECT count(*) FROM t");
        await _store.WriteLateAsync(stream.Id, Ticks(Noon.AddHours(-36), 5, 1));
        await _store.WriteLateAsync(stream.Id, Ticks(Noon.AddHours(-60), 5, 1)); // nothing is there of this day

        var report = await RunAsync();

        Assert.Equal((5, 1), (report.LateRows, report.Failures.Count));
        Assert.Equal(5, await _store.CountAsync("SELECT count(*) FROM late_ticks"));
        var curve = (await _store.Reader.ReadAsync([stream.Series[0]], new TimeRange(Noon.AddHours(-36), Noon.AddHours(-12)), 24, default))[0].Curve;
        Assert.Equal(24 * 60, curve.Summary.Count);
    }

    [Fact]
    public async Task A_round_waits_for_another_to_end_for_longer_than_statements_wait_for_a_lock()
    {
        await using var impatient = new Databases(_database.ConnectionString + ";Options=-c lock_timeout=20ms", _database.OwnerConnectionString);
        await using var other = await _database.Databases.Jobs.OpenConnectionAsync();
        var held = await SealTransaction.BeginAloneAsync(other, SampleSealing.Lock, default);
        var round = new SealedStore(impatient, _clock).Sealing.RunAsync(default);
        await Eventually.TrueAsync(async () => round.IsCompleted || await _store.CountAsync(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'advisory' AND clock_timestamp() - query_start > interval '200 ms'") > 0);
        Assert.False(round.IsCompleted);
        await held.DisposeAsync();
        Assert.Equal(new SealReport(0, 0, 0, 0), await round);
    }

    [Fact]
    public async Task A_job_waits_for_another_round_for_a_while_only_and_drops_nothing_before_its_next_time()
    {
        var stream = await _store.AddStreamAsync(_database, "a");
        await _store.CountAsync($"WITH t AS (INSERT INTO agent_batches (agent_id, seq, received_at) VALUES ({stream.HostId}, 1, '2000-01-01T00:00Z') RETURNING 1) SELECT count(*) FROM t");
        var impatient = new SampleSealing(_database.Databases, _store.Catalog, new SealFaults(Options.Create(new SealOptions())), Options.Create(new SealOptions()), _clock) { LongestWait = TimeSpan.FromMilliseconds(20) };
        var retention = new SampleRetention(_database.Databases, impatient, Options.Create(new RetentionOptions()), _clock);
        await using (var other = await _database.Databases.Jobs.OpenConnectionAsync())
        {
            await using var held = await SealTransaction.BeginAloneAsync(other, SampleSealing.Lock, default);
            Assert.Null(await impatient.TryRunAsync(default));
            Assert.Empty(await retention.DropAsync(default));
            Assert.Equal(1, await _store.CountAsync("SELECT count(*) FROM agent_batches"));
        }

        await retention.DropAsync(default);
        Assert.Equal(0, await _store.CountAsync("SELECT count(*) FROM agent_batches"));
    }

    private async Task AsOwnerAsync(string statements)
    {
        await using var source = NpgsqlDataSource.Create(_database.OwnerConnectionString);
        await using var command = source.CreateCommand(statements);
        await command.ExecuteNonQueryAsync();
    }

    private Task<SealReport> RunAsync() => _store.Sealing.RunAsync(default);

    private static List<(DateTimeOffset Time, double[] Values)> Ticks(DateTimeOffset start, int count, int width, int apart = 10)
    {
        var random = new Random(count);
        return [.. Enumerable.Range(0, count).Select(i =>
            (start.AddSeconds((long)i * apart), Enumerable.Range(0, width).Select(_ => Math.Round(random.NextDouble() * 100, 1)).ToArray()))];
    }

    private async Task AssertStoredAsync(StreamEntry stream, IReadOnlyCollection<(DateTimeOffset Time, double[] Values)> expected)
    {
        var stored = await StoredSamples.ReadAsync(_database.Source, stream.HostId);
        Assert.Equal(expected.Select(t => t.Time).Order(), stored.Select(t => t.Time));
        foreach (var (want, have) in expected.OrderBy(t => t.Time).Zip(stored))
        {
            Assert.True(HostileColumns.AreSame(want.Values, have.Values), $"{want.Time:O}");
        }

        await AssertReadAsync(stream, expected);
    }

    /// <summary>What the reader finds at every width of the window has the same count, sum and extremes as what was written.</summary>
    private async Task AssertReadAsync(StreamEntry stream, IReadOnlyCollection<(DateTimeOffset Time, double[] Values)> expected)
    {
        var series = stream.Series[0];
        var values = expected.Select(t => t.Values[0]).Where(v => !double.IsNaN(v)).ToList();
        foreach (var (from, points) in new[] { (Noon.AddDays(-3), 600), (Noon.AddDays(-6), 72), (Noon.AddDays(-30), 600) })
        {
            var curve = (await _store.Reader.ReadAsync([series], new TimeRange(from, Noon.AddMinutes(10)), points, default))[0].Curve;
            Assert.Equal((values.Count, values.Min(), values.Max()), ((int)curve.Summary.Count, curve.Summary.Minimum, curve.Summary.Maximum));
            Assert.Equal(expected.OrderBy(t => t.Time).Select(t => t.Values[0]).Last(v => !double.IsNaN(v)), curve.Summary.Last);
        }
    }
}
