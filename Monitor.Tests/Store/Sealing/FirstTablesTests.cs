using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Monitor.Tests.Hosting.Backup;
using Monitor.Tests.Metrics.Chunks;
using Monitor.Tests.Support;
using Monitor.Web.Hosting;
using Monitor.Web.Store;

namespace Monitor.Tests.Store.Sealing;

/// <summary>A database from before there was anything sealed.</summary>
public sealed class FirstTablesTests
{
    private const string FirstTables = "20261121000000_SampleTables";
    private const int HostId = 7;
    private const int StreamId = 11;
    private static readonly DateTimeOffset Noon = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task The_migration_from_the_first_tables_keeps_their_data()
    {
        await using var database = await EmptyDatabase.CreateAsync();
        var random = new Random(7);
        List<(DateTimeOffset Time, double[] Values)> ticks =
        [
            .. Enumerable.Range(0, 3000).Select(i => (Noon.AddMinutes(i - 2990), new[] { Math.Round(random.NextDouble() * 100, 1), i % 5 == 0 ? double.NaN : random.NextDouble() })),
        ];
        await using (var db = database.Open())
        {
            await db.GetService<IMigrator>().MigrateAsync(FirstTables);
        }

        // In SQL: the entities are those of the newest version.
        await database.ExecuteAsync($"""
            INSERT INTO hosts (id, key, name, group_id, created_at) SELECT {HostId}, gen_random_uuid(), 'old', min(id), now() FROM host_groups;
            INSERT INTO streams (id, host_id, kind, created_at) VALUES ({StreamId}, {HostId}, 'agent', now());
            INSERT INTO series (stream_id, ordinal, metric, labels, created_at) VALUES ({StreamId}, 0, 'cpu.used_percent', '', now()), ({StreamId}, 1, 'x', '', now());
            """);
        await using var databases = new Databases(database.App, database.Owner);
        await using (var first = new Databases(database.Owner, database.Owner))
        {
            var old = new SealedStore(first, new ManualTimeProvider(Noon));
            await old.WriteHotAsync(StreamId, ticks.Where((_, i) => i % 4 != 0));
            await old.WriteLateAsync(StreamId, ticks.Where((_, i) => i % 4 == 0 || i % 40 == 1)); // some of them are hot too
        }

        await DatabaseMigration.RunAsync(database.Owner, database.App, default);
        Assert.Empty(await database.PendingAsync());

        var store = new SealedStore(databases, new ManualTimeProvider(Noon.AddMinutes(20)));
        var report = await store.Sealing.RunAsync(default);

        Assert.Equal((0L, 0L), (await Rows("hot_ticks WHERE ts < '2026-11-20 12:00Z'"), await Rows("late_ticks WHERE ts < '2026-11-20 12:00Z'")));
        Assert.Equal(2, report.Days);
        var stored = await StoredSamples.ReadAsync(databases.Ui, HostId);
        Assert.Equal(ticks.Select(t => t.Time), stored.Select(t => t.Time));
        Assert.All(ticks.Zip(stored), pair => Assert.True(HostileColumns.AreSame(pair.First.Values, pair.Second.Values), $"{pair.First.Time:O}"));
        await store.Catalog.LoadAsync(default);
        var curve = (await store.Reader.ReadAsync([store.Catalog.FindSeries(HostId, "cpu.used_percent")!], new TimeRange(Noon.AddDays(-3), Noon.AddHours(1)), 600, default))[0].Curve;
        Assert.Equal((ticks.Count, ticks.Max(t => t.Values[0])), ((int)curve.Summary.Count, curve.Summary.Maximum));

        Task<long> Rows(string table) => database.ScalarAsync<long>($"SELECT count(*) FROM {table}");
    }
}
