using Microsoft.Extensions.Options;
using Monitor.Tests.Store.Sealing;
using Monitor.Tests.Support;
using Monitor.Web.Hosting;
using Monitor.Web.Store;
using Monitor.Web.Store.Sizes;

namespace Monitor.Tests.Store.Sizes;

/// <summary>What an administrator sees of the store, over a real database that is filled, sealed and emptied by retention.</summary>
public sealed class StoreSizesTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    private readonly TestDatabase _database = new();
    private readonly ManualTimeProvider _clock = new(Noon);
    private SealedStore _store = null!;
    private StoreSizes _sizes = null!;

    public async Task InitializeAsync()
    {
        await _database.InitializeAsync();
        _store = new SealedStore(_database.Databases, _clock);
        _sizes = new StoreSizes(_database.Databases, new FreeSpace([], Options.Create(new IngestOptions())), Options.Create(new RetentionOptions()), _clock);
    }

    public async Task DisposeAsync()
    {
        _sizes.Dispose();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task An_empty_store_has_no_samples_and_its_growth_is_not_known_yet()
    {
        var report = await _sizes.ReadAsync(default);
        Assert.Null(report.Growth);
        Assert.Null(report.FullAt);
        Assert.All(report.Tiers, t => Assert.Null(t.From));
        Assert.All(report.Tiers, t => Assert.Equal(0, t.Samples ?? 0));
        Assert.True(report.DatabaseBytes > 0 && report.DatabaseBytes >= report.Tiers.Sum(t => t.Bytes));
    }

    [Fact]
    public async Task Every_tier_shows_what_was_sealed_into_it_and_from_when_to_when()
    {
        var stream = await _store.AddStreamAsync(_database, "cpu.used_percent", "memory.used_percent");
        await FillAsync(stream.Id, Noon.AddDays(-2).AddHours(-12), 2 * 1440); // two days, midnight to midnight
        await FillAsync(stream.Id, Noon.AddHours(-12), 12 * 60); // today until noon
        await _store.Sealing.RunAsync(default);
        await _store.WriteLateAsync(stream.Id, Ticks(Noon.AddDays(-2), 5));
        _clock.StepWallClock(TimeSpan.FromMinutes(2));

        var report = await _sizes.ReadAsync(default);

        var days = Tier(report, "chunks_days");
        Assert.Equal((2 * 1440 * 2L, false), (days.Samples, days.IsEstimate));
        Assert.Equal((Noon.AddHours(-60), Noon.AddHours(-12)), (days.From, days.To));
        Assert.Equal(days.Bytes / (2 * 1440 * 2.0), days.BytesPerSample);
        Assert.Equal((TimeSpan.FromDays(7), "Retention:Raw"), (days.Kept, days.Setting));
        Assert.Equal(11 * 60 * 2, Tier(report, "chunks_hours").Samples); // 11 o'clock is open until five past
        Assert.Equal((Noon.AddHours(-12), Noon.AddHours(-1)), (Tier(report, "chunks_hours").From, Tier(report, "chunks_hours").To));
        Assert.Equal(((2 * 1440) + (11 * 60)) * 2, Tier(report, "rollups_day_minutes").Samples);
        Assert.Equal(2 * 24 * 2, Tier(report, "rollups_day_hours").Samples);
        Assert.Equal(5, report.Late.Count);
        Assert.Equal((10L, true), (Tier(report, "late_ticks").Samples, Tier(report, "late_ticks").IsEstimate));
        Assert.Equal((Noon.AddHours(-1), Noon), (Tier(report, "hot_ticks").From, Tier(report, "hot_ticks").To));
        Assert.True(Tier(report, "chunks_days").Bytes > 0 && Tier(report, "rollups_day_minutes").Bytes > 0);
    }

    [Fact]
    public async Task Open_hours_are_estimated_by_the_statistics_of_the_database()
    {
        var stream = await _store.AddStreamAsync(_database, "cpu.used_percent", "memory.used_percent");
        await FillAsync(stream.Id, Noon.AddHours(-3), 180);
        await _store.Sealing.RunAsync(default);
        Assert.Null(Tier(await _sizes.ReadAsync(default), "hot_ticks").Samples); // never analysed

        await using (var owner = new Databases(_database.OwnerConnectionString, _database.OwnerConnectionString))
        await using (var analyse = owner.Jobs.CreateCommand("ANALYZE hot_ticks"))
        {
            await analyse.ExecuteNonQueryAsync();
        }

        _clock.StepWallClock(TimeSpan.FromMinutes(1));
        Assert.Equal(60 * 2, Tier(await _sizes.ReadAsync(default), "hot_ticks").Samples);
    }

    [Fact]
    public async Task What_finds_room_in_a_partition_without_making_it_larger_is_counted_too()
    {
        var stream = await _store.AddStreamAsync(_database, "cpu.used_percent", "memory.used_percent");
        await FillAsync(stream.Id, Noon.AddHours(-4), 5);
        await _store.Sealing.RunAsync(default);
        var first = Tier(await _sizes.ReadAsync(default), "chunks_hours");
        await FillAsync(stream.Id, Noon.AddHours(-3), 5);
        await _store.Sealing.RunAsync(default);

        // The statistics come within seconds.
        await Eventually.TrueAsync(async () =>
        {
            _clock.StepWallClock(TimeSpan.FromMinutes(1));
            var second = Tier(await _sizes.ReadAsync(default), "chunks_hours");
            Assert.Equal(first.Bytes, second.Bytes);
            return second.Samples == 2 * first.Samples;
        });
    }

    [Fact]
    public async Task A_day_counts_for_growth_when_the_day_before_is_there_too()
    {
        var stream = await _store.AddStreamAsync(_database, "cpu.used_percent", "memory.used_percent");
        await FillAsync(stream.Id, Noon.AddHours(-20), 8 * 60); // the evening of the first day
        await _store.Sealing.RunAsync(default);
        Assert.Null((await _sizes.ReadAsync(default)).Growth);

        await FillAsync(stream.Id, Noon.AddHours(-12), 1440);
        _clock.StepWallClock(TimeSpan.FromDays(1));
        await _store.Sealing.RunAsync(default);

        var growth = (await _sizes.ReadAsync(default)).Growth!;
        Assert.Equal(1, growth.Days);
        Assert.Equal(await _store.CountAsync("SELECT pg_total_relation_size('chunks_days_20261120')"), growth.Tiers[0].BytesPerDay);
        Assert.Equal((TimeSpan.FromHours(60), TimeSpan.FromDays(8)), (growth.Tiers[0].Held, growth.Tiers[0].Kept));
        Assert.All(growth.Tiers.Take(3), t => Assert.True(t.BytesPerDay > 0));
    }

    [Fact]
    public async Task What_was_read_is_shown_for_a_minute_and_what_retention_dropped_is_gone_after()
    {
        var stream = await _store.AddStreamAsync(_database, "cpu.used_percent", "memory.used_percent");
        await FillAsync(stream.Id, Noon.AddHours(-36), 1440);
        await _store.Sealing.RunAsync(default);
        var first = await _sizes.ReadAsync(default);
        _clock.StepWallClock(TimeSpan.FromSeconds(59));
        Assert.Same(first, await _sizes.ReadAsync(default));
        _clock.StepWallClock(TimeSpan.FromDays(9));
        await _store.Retention.DropAsync(default);

        var report = await _sizes.ReadAsync(default);
        Assert.Equal((2880L, 0L), (Tier(first, "chunks_days").Samples, Tier(report, "chunks_days").Samples));
        Assert.Equal(2880, Tier(report, "rollups_day_minutes").Samples);
    }

    [Fact]
    public void The_disk_of_an_outside_server_is_not_known_and_that_of_an_embedded_one_says_when_it_is_full()
    {
        var outside = new FreeSpace([], Options.Create(new IngestOptions()));
        Assert.True(outside.IsOutside);
        Assert.Null(outside.Read());
        var report = new StorageReport(Noon, 1, [], new LateRows(0), new StoreGrowth(1, [new(10, TimeSpan.Zero, TimeSpan.FromDays(10))]), null, IsOutside: true);
        Assert.Equal("not known: the database is on a server of its own", report.FullText);
        Assert.Equal(Noon.AddDays(2), (report with { IsOutside = false, Disk = new DiskRoom(25, 100, 5) }).FullAt);
        Assert.Equal("not at this rate", (report with { IsOutside = false, Disk = new DiskRoom(105, 200, 4) }).FullText);
        Assert.StartsWith("it is", (report with { IsOutside = false, Disk = new DiskRoom(4, 200, 5) }).FullText);
        Assert.Equal(101, report.SettlesAt);
    }

    private static TierSize Tier(StorageReport report, string table) => report.Tiers.Single(t => t.Tables.Contains(table));

    private Task FillAsync(int streamId, DateTimeOffset start, int minutes) => _store.WriteHotAsync(streamId, Ticks(start, minutes));

    private static IEnumerable<(DateTimeOffset Time, double[] Values)> Ticks(DateTimeOffset start, int minutes) =>
        Enumerable.Range(0, minutes).Select(i => (start.AddMinutes(i), new[] { i % 100 / 10.0, i % 7 }));
}
