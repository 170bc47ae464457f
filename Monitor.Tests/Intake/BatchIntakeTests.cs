using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Monitor.Domain.Wire;
using Monitor.Tests.Support;
using Monitor.Web.Store;

namespace Monitor.Tests.Intake;

[Collection(Suite.Name)]
public sealed class BatchIntakeTests(TestApplication application)
{
    private static readonly WireSchema Schema = TestAgent.Schema(
        TestAgent.Series("cpu.used_percent"), TestAgent.Series("disk.used_percent", ("mount", "/")));

    private static DateTimeOffset Now { get; } = TimeProvider.System.GetUtcNow();

    [Fact]
    public async Task A_stored_batch_ends_in_the_hot_rows_the_latest_values_and_the_feed()
    {
        using var agent = await TestAgent.CreateAsync(application);
        using var feed = application.Services.GetRequiredService<CommitFeed>().Subscribe(100);
        var time = DateTimeOffset.FromUnixTimeMilliseconds(Now.ToUnixTimeMilliseconds());
        var answer = await agent.StoreAsync(TestAgent.Batch(1, Now, Schema, (time.AddSeconds(-2), [10.5, null]), (time, [12.25, 80])));
        Assert.Equal((3, 0), (answer.Accepted, answer.Duplicate));
        Assert.Empty(answer.Rejected);
        var ticks = await StoredRows.TicksAsync(application, agent.Host.Id);
        Assert.Equal([time.AddSeconds(-2), time], ticks.Select(t => t.Time));
        Assert.Equal([12.25, 80], ticks[1].Values);
        Assert.True(double.IsNaN(ticks[0].Values[1]));
        var latest = application.Services.GetRequiredService<LatestValues>();
        Assert.Equal((time, 80.0), latest.Of(agent.Host.Id, "disk.used_percent", "mount=\"/\""));
        Assert.NotNull(latest.Host(agent.Host.Id));
        Assert.True(feed.Reader.TryRead(out var group));
        Assert.Equal(2, group.Count(t => t.HostId == agent.Host.Id));
    }

    [Fact]
    public async Task A_batch_that_comes_twice_counts_once_and_the_first_write_wins()
    {
        using var agent = await TestAgent.CreateAsync(application);
        await agent.StoreAsync(TestAgent.Batch(1, Now, Schema, (Now, [1, 2])));
        var again = await agent.StoreAsync(TestAgent.Batch(1, Now, Schema, (Now, [3, 4]), (Now.AddSeconds(-2), [5, 6])));
        Assert.Equal((2, 2), (again.Accepted, again.Duplicate));
        var ticks = await StoredRows.TicksAsync(application, agent.Host.Id);
        Assert.Equal([[5, 6], [1, 2]], ticks.Select(t => t.Values));
    }

    [Fact]
    public async Task A_batch_may_bring_more_schemas_than_are_kept_of_a_host()
    {
        using var agent = await TestAgent.CreateAsync(application);
        var schemas = Enumerable.Range(0, 60).Select(i => TestAgent.Schema(TestAgent.Series("cpu.used_percent", ("core", $"{i}")))).ToList();
        var batch = TestAgent.Batch(1, Now, Schema) with
        {
            Schemas = schemas, Count = 60, Ticks = [.. schemas.Select((s, i) => new WireTick(s.Id, Now.AddSeconds(-i).ToUnixTimeMilliseconds(), [i]))],
        };
        var answer = await agent.StoreAsync(batch);
        Assert.Empty(answer.NeedSchema);
        Assert.Equal(60, answer.Accepted);
        Assert.Equal(60, (await StoredRows.TicksAsync(application, agent.Host.Id)).Count);
    }

    [Fact]
    public async Task An_unknown_schema_is_asked_for_and_its_ticks_wait_with_the_agent()
    {
        using var agent = await TestAgent.CreateAsync(application);
        var batch = TestAgent.Batch(1, Now, Schema, (Now, [1, 2]));
        var first = await agent.StoreAsync(batch with { Schemas = null });
        Assert.Equal([Schema.Id], first.NeedSchema);
        Assert.Equal(0, first.Accepted);
        Assert.Empty(await StoredRows.TicksAsync(application, agent.Host.Id));
        Assert.Equal(2, (await agent.StoreAsync(batch)).Accepted);
        Assert.Equal(2, (await agent.StoreAsync(batch with { Schemas = null, Ticks = [batch.Ticks![0] with { T = batch.Ticks[0].T + 1 }] })).Accepted);
    }

    [Fact]
    public async Task A_new_series_gets_a_new_place_and_the_old_ones_keep_theirs()
    {
        using var agent = await TestAgent.CreateAsync(application);
        await agent.StoreAsync(TestAgent.Batch(1, Now, Schema, (Now.AddSeconds(-4), [1, 2])));
        var larger = TestAgent.Schema(TestAgent.Series("load.1m"), TestAgent.Series("disk.used_percent", ("mount", "/")));
        await agent.StoreAsync(TestAgent.Batch(2, Now, larger, (Now, [3, 4])));
        var ticks = await StoredRows.TicksAsync(application, agent.Host.Id);
        Assert.Equal([double.NaN, 4, 3], ticks[1].Values);
        Assert.Equal([1, 2, double.NaN], ticks[0].Values);
    }

    [Fact]
    public async Task Fault_22_Three_deliveries_at_once_are_one_row()
    {
        using var agent = await TestAgent.CreateAsync(application);
        var batch = TestAgent.Batch(1, Now, Schema, (Now, [1, 2])) with { Events = [new WireEvent(Now.ToUnixTimeMilliseconds(), "agent.started", "once")] };
        var answers = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => agent.StoreAsync(batch)));
        Assert.Equal(2, answers.Sum(a => a.Accepted));
        Assert.Equal(4, answers.Sum(a => a.Duplicate));
        Assert.Single(await StoredRows.TicksAsync(application, agent.Host.Id));
        await using var db = await TestAgent.OpenAsync(application);
        Assert.Single(db.Events.Where(e => e.HostId == agent.Host.Id));
    }

    [Fact]
    public async Task An_agent_that_sends_too_often_is_told_to_wait()
    {
        await using var slow = new SmallApplication(null, ("Ingest:BatchesPerMinute", "2"));
        await slow.StartAsync();
        using var agent = await TestAgent.CreateAsync(slow.Application);
        for (var i = 0; i < 2; i++)
        {
            await agent.StoreAsync(TestAgent.Batch(i, Now, Schema, (Now.AddSeconds(i), [1, 2])));
        }

        var refused = await agent.PostAsync(TestAgent.Batch(3, Now, Schema, (Now, [1, 2])));
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.NotNull(refused.Headers.RetryAfter?.Delta);
    }
}
