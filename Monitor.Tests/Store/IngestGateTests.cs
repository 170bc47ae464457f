using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Monitor.Domain.Wire;
using Monitor.Tests.Intake;
using Monitor.Tests.Support;
using Monitor.Web.Store;
using Npgsql;

namespace Monitor.Tests.Store;

/// <summary>What agents meet while the database cannot write, and what it meets when it can again.</summary>
public sealed class IngestGateTests : IAsyncLifetime
{
    private static readonly WireSchema Schema = TestAgent.Schema(TestAgent.Series("a"), TestAgent.Series("b"));
    private readonly TestApplication _application = new(null, ("Agent:Enabled", "false"), ("Ingest:QueueLength", "20"));

    private IngestGate Gate => _application.Services.GetRequiredService<IngestGate>();

    private IngestBreaks Breaks => _application.Services.GetRequiredService<IngestBreaks>();

    public Task InitializeAsync() => _application.InitializeAsync();

    public Task DisposeAsync() => _application.DisposeAsync();

    [Fact]
    public async Task Fault_17_and_37_A_database_that_became_read_only_stores_nothing_is_asked_once_a_second_and_found_again_when_it_can_write()
    {
        using var agent = await TestAgent.CreateAsync(_application);
        var now = TimeProvider.System.GetUtcNow();
        await agent.StoreAsync(Batch(0, now));
        var readOnlyAt = TimeProvider.System.GetUtcNow();
        Assert.True(Breaks.OpenSince < readOnlyAt);
        await SetReadOnlyAsync("on");
        var refused = 0;
        while (Gate.Probes < 3 || refused < 200)
        {
            using var answer = await agent.PostAsync(Batch(1, now.AddSeconds(1)));
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
            Assert.InRange(answer.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30));
            refused++;
        }

        Assert.Equal(GateState.DatabaseAway, Gate.State);
        Assert.True(Breaks.OpenSince > readOnlyAt);
        Assert.InRange(Gate.Probes, 3, refused / 10);
        await SetReadOnlyAsync("off");
        await Eventually.True(() => Gate.State == GateState.Open);
        Assert.Equal(2, (await agent.StoreAsync(Batch(1, now.AddSeconds(1)))).Accepted);
        Assert.Equal(2, (await StoredRows.TicksAsync(_application, agent.Host.Id)).Count);

        // One that can be read and asked but refused a group is good again before anybody looks: it was a break all the same.
        var trippedAt = TimeProvider.System.GetUtcNow();
        Gate.Trip();
        await Eventually.True(() => Gate.State == GateState.Open);
        Assert.True(Breaks.OpenSince >= trippedAt);
    }

    [Fact]
    public async Task Fault_36_Agents_that_come_back_all_at_once_with_a_backlog_hear_yes_or_later_and_each_sample_is_there_once()
    {
        const int Agents = 40;
        const int Backlog = 10;
        var begin = DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds()).AddHours(-2);
        var agents = await Task.WhenAll(Enumerable.Range(0, Agents).Select(_ => TestAgent.CreateAsync(_application)));
        var later = 0;

        // Nothing can be written until the queue has been full: how fast this machine is decides nothing.
        await using var source = NpgsqlDataSource.Create(_application.Database.OwnerConnectionString);
        await using var connection = await source.OpenConnectionAsync();
        await using var hold = await connection.BeginTransactionAsync();
        await using (var command = new NpgsqlCommand("LOCK TABLE hot_ticks, late_ticks IN EXCLUSIVE MODE", connection, hold))
        {
            await command.ExecuteNonQueryAsync();
        }

        var sending = Task.WhenAll(agents.Select(async agent =>
        {
            for (var seq = 0; seq < Backlog;)
            {
                var ticks = Enumerable.Range(0, 20).Select(i => (begin.AddSeconds((seq * 20) + i), new double?[] { seq, i })).ToArray();
                using var answer = await agent.PostAsync(TestAgent.Batch(seq, begin, Schema, ticks));
                if (answer.IsSuccessStatusCode)
                {
                    seq++;
                }
                else
                {
                    Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
                    Assert.NotNull(answer.Headers.RetryAfter);
                    Interlocked.Increment(ref later);
                }
            }
        }));
        await Eventually.True(() => Volatile.Read(ref later) > 0 || sending.IsFaulted);
        await hold.RollbackAsync();
        await sending;
        Assert.True(later > 0, "The queue of 20 was never full.");
        foreach (var agent in agents)
        {
            var stored = (await StoredRows.TicksAsync(_application, agent.Host.Id)).ConvertAll(t => (t.Values[0], t.Values[1]));
            Assert.Equal(Enumerable.Range(0, Backlog * 20).Select(i => ((double)(i / 20), (double)(i % 20))), stored);
            agent.Dispose();
        }
    }

    [Fact]
    public async Task Fault_23_Ticks_of_a_day_in_any_order_are_taken_and_read_in_the_order_of_time()
    {
        using var agent = await TestAgent.CreateAsync(_application);
        var now = DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds());
        var ticks = Enumerable.Range(0, 200).Select(i => (now.AddMinutes(-7 * i), new double?[] { i, -i })).ToArray();
        new Random(5).Shuffle(ticks);
        foreach (var (some, seq) in ticks.Chunk(40).Select((c, i) => (c, i)))
        {
            Assert.Equal(80, (await agent.StoreAsync(TestAgent.Batch(seq, now, Schema, some))).Accepted);
        }

        var catalog = StoredRows.Catalog(_application);
        var reader = _application.Services.GetRequiredService<SeriesReader>();
        var curves = await reader.ReadAsync([catalog.FindSeries(agent.Host.Id, "a")!], new TimeRange(now.AddDays(-1), now.AddSeconds(1)), 2000, default);
        Assert.Equal(Enumerable.Range(0, 200).Reverse().Select(i => (now.AddMinutes(-7 * i).ToUnixTimeMilliseconds(), (double)i)), curves[0].Curve.Points.Select(p => (p.Time, p.Value)));
    }

    [Fact]
    public async Task Fault_31_A_flood_of_label_values_ends_at_the_agents_limit_and_another_agent_does_not_notice()
    {
        using var flood = await TestAgent.CreateAsync(_application);
        using var other = await TestAgent.CreateAsync(_application);
        var now = TimeProvider.System.GetUtcNow();
        var refused = 0;
        for (var batch = 0; batch < 5; batch++)
        {
            var schema = TestAgent.Schema([.. Enumerable.Range(0, 1000).Select(i => TestAgent.Series("flood", ("value", $"{batch}-{i}")))]);
            var at = now.AddSeconds(batch);
            var answer = await flood.StoreAsync(TestAgent.Batch(batch, now, schema, (at, [.. Enumerable.Range(0, 1000).Select(i => (double?)i)])));
            refused += answer.Rejected.Sum(r => r.Reason == "series_limit" ? r.Count : 0);
            Assert.Equal(2, (await other.StoreAsync(Batch(batch, at))).Accepted);
        }

        Assert.Equal(3000, refused);
        Assert.Equal(2000, StoredRows.Catalog(_application).SeriesOf(flood.Host.Id).Count);
    }

    private async Task SetReadOnlyAsync(string value)
    {
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(_application.Database.OwnerConnectionString) { Pooling = false }.ConnectionString);
        await using var connection = await source.OpenConnectionAsync();
        foreach (var statement in new[]
        {
            "SET SESSION CHARACTERISTICS AS TRANSACTION READ WRITE",
            $"DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET default_transaction_read_only = {value}', current_database()); END $$",
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()",
        })
        {
            await using var command = new NpgsqlCommand(statement, connection);
            await command.ExecuteNonQueryAsync();
        }
    }

    private static MetricBatch Batch(long seq, DateTimeOffset at) => TestAgent.Batch(seq, at, Schema, (at, [1, 2]));
}
