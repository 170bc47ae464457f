using Monitor.Tests.Support;
using Monitor.Web.Hosting;
using Npgsql;

namespace Monitor.Tests.Hosting.Backup;

public sealed class BackupUnderLoadTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task Fault_59_A_backup_beside_a_writer_and_dropped_partitions_is_one_committed_state()
    {
        // Old partitions to be dropped, each with rows that are worth reading for a while.
        var old = Enumerable.Range(0, 12).Select(h => new DateTimeOffset(2026, 1, 1, h, 0, 0, TimeSpan.Zero)).ToList();
        foreach (var hour in old)
        {
            await database.ScalarAsync<object>($"SELECT ensure_partition('hot_ticks', '{hour:O}')");
            await database.ScalarAsync<object>($"INSERT INTO hot_ticks SELECT 7, '{hour:O}'::timestamptz + i * interval '100 ms', decode(repeat('00', 100), 'hex') FROM generate_series(1, 20000) AS i");
        }

        using var end = new CancellationTokenSource();
        var written = 0;
        var dropped = 0;
        var waited = 0;
        var writing = Task.Run(async () =>
        {
            while (!end.IsCancellationRequested)
            {
                // One number, in one transaction, in three tables; a new partition now and then.
                var n = written + 1;
                var at = new DateTimeOffset(2026, 6, 1, 0, 0, 0, TimeSpan.Zero).AddMinutes(n * 3);
                await database.ScalarAsync<object>($"""
                    SELECT ensure_partition('hot_ticks', '{at:O}');
                    INSERT INTO hot_ticks VALUES (1, '{at:O}', '\x00');
                    INSERT INTO outbox (kind, key, payload, created_at) VALUES ('n', '{n}', '[]', now());
                    INSERT INTO audit (at, actor, act, subject, subject_id, address) VALUES (now(), 'n', '', '', '{n}', '');
                    """);
                written = n;
            }
        });
        var dropping = Task.Run(async () =>
        {
            for (var i = 0; i < old.Count && !end.IsCancellationRequested;)
            {
                try
                {
                    await database.ScalarAsync<object>($"SELECT set_config('lock_timeout', '50ms', true); SELECT drop_partition('hot_ticks', 'hot_ticks_{old[i]:yyyyMMddHH}')");
                    i = ++dropped;
                }
                catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.LockNotAvailable)
                {
                    waited++;
                }
            }
        });
        await Eventually.True(() => (written > 5 && dropped > 0) || writing.IsFaulted || dropping.IsFaulted);
        var folder = TestFolders.Create("backup");
        var path = Path.Combine(folder, "busy.tar");
        var low = written;
        await Web.Hosting.Backup.WriteAsync(path, database.OwnerConnectionString, TimeProvider.System, default);
        var high = written + 1;
        await Eventually.True(() => written > high || writing.IsFaulted);
        await end.CancelAsync();
        await writing;
        await dropping;

        await using var target = await EmptyDatabase.CreateAsync();
        await DatabaseRestore.ReadAsync(path, target.Owner, default);
        var numbers = await target.ScalarAsync<long>("SELECT count(*) FROM outbox WHERE kind = 'n'");
        Assert.InRange(numbers, low, high);
        Assert.Equal(numbers, await target.ScalarAsync<long>("SELECT max(key::bigint) FROM outbox WHERE kind = 'n'"));
        Assert.Equal(numbers, await target.ScalarAsync<long>("SELECT count(*) FROM audit WHERE actor = 'n'"));
        Assert.Equal(numbers, await target.ScalarAsync<long>("SELECT count(*) FROM hot_ticks WHERE stream_id = 1"));
        // A partition is there with all of its rows or was dropped before the moment of the backup.
        Assert.Equal(0, await target.ScalarAsync<long>("SELECT count(*) FROM hot_ticks WHERE stream_id = 7") % 20_000);
        Assert.Equal(
            await target.ScalarAsync<long>("SELECT count(*) FROM hot_ticks WHERE stream_id = 7") / 20_000,
            await target.ScalarAsync<long>("SELECT count(*) FROM pg_class WHERE relname LIKE 'hot\\_ticks\\_20260101__' AND relkind = 'r'"));
        TestFolders.Delete(folder);
    }
}
