using Monitor.Tests.Support;
using Npgsql;

namespace Monitor.Tests.Store.Sealing;

/// <summary>Retention beside readers that take long and writers that do not wait.</summary>
public sealed class RetentionUnderLoadTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    private readonly TestDatabase _database = new();
    private readonly ManualTimeProvider _clock = new(Noon);

    public Task InitializeAsync() => _database.InitializeAsync();

    public Task DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Fault_58_Retention_gives_way_to_a_long_reader_holds_nobody_up_and_leaves_the_audit_alone()
    {
        var store = new SealedStore(_database.Databases, _clock);
        var stream = await store.AddStreamAsync(_database, "cpu.used_percent");
        await store.WriteHotAsync(stream.Id, Enumerable.Range(0, 24 * 60).Select(i => (Noon.AddHours(-36).AddMinutes(i), new double[] { i })));
        await store.Sealing.RunAsync(default);
        await _database.ScalarAsync<object>("INSERT INTO audit (at, actor, act, subject, subject_id, address) SELECT '2026-11-20Z', 'a', 'b', 'c', '', '' FROM generate_series(1, 100)");
        var audited = await store.CountAsync("SELECT count(*) FROM audit");
        _clock.StepWallClock(TimeSpan.FromDays(213));
        var written = 0;
        IReadOnlyList<string> dropped;
        await using (await ReadForLongAsync())
        {
            var dropping = store.Retention.DropAsync(default);
            await using var other = await _database.Source.OpenConnectionAsync();
            await ExecuteAsync(other, "SET lock_timeout = '2s'");
            for (; !dropping.IsCompleted; written++)
            {
                // Into the tables that retention works on, and out of the one that it cannot have.
                await store.WriteHotAsync(stream.Id, [(_clock.GetUtcNow().AddSeconds(written), [1.0])]);
                await ExecuteAsync(other, "SELECT count(*) FROM chunks");
                await ExecuteAsync(other, "SELECT count(*) FROM rollups");
            }

            dropped = await dropping;
        }

        Assert.DoesNotContain(dropped, name => name.StartsWith("chunks_days_", StringComparison.Ordinal));
        Assert.Contains(dropped, name => name.StartsWith("rollups_day_minutes_", StringComparison.Ordinal));
        Assert.True(written > 10, $"{written} writes went through while it waited.");
        Assert.Single(await store.Retention.DropAsync(default), name => name.StartsWith("chunks_days_", StringComparison.Ordinal));
        Assert.Equal(audited, await store.CountAsync("SELECT count(*) FROM audit"));
        Assert.Equal(written, (await StoredSamples.ReadAsync(_database.Source, stream.HostId)).Count);
    }

    private async Task<IAsyncDisposable> ReadForLongAsync()
    {
        var connection = await _database.Source.OpenConnectionAsync();
        await ExecuteAsync(connection, "BEGIN");
        await ExecuteAsync(connection, "SELECT count(*) FROM chunks");
        return connection;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string statement)
    {
        await using var command = new NpgsqlCommand(statement, connection);
        await command.ExecuteNonQueryAsync();
    }
}
