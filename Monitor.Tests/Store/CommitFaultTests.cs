using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Monitor.Domain.Wire;
using Monitor.Tests.Intake;
using Monitor.Tests.Support;
using Monitor.Web.Store;
using Monitor.Web.Store.Sealing;

namespace Monitor.Tests.Store;

/// <summary>The ledger: what was answered with yes is stored, nothing is stored twice, and everything stored was sent.</summary>
public sealed class CommitFaultTests : IAsyncLifetime
{
    private static readonly WireSchema Schema = TestAgent.Schema(TestAgent.Series("a"), TestAgent.Series("b"));

    private readonly TestApplication _application = new(null, ("Agent:Enabled", "false"));

    private CommitFaults Faults => _application.Services.GetRequiredService<CommitFaults>();

    public Task InitializeAsync() => _application.InitializeAsync();

    public Task DisposeAsync() => _application.DisposeAsync();

    [Fact]
    public async Task Fault_12_A_death_before_the_commit_is_not_answered_with_yes_and_stores_nothing()
    {
        using var agent = await TestAgent.CreateAsync(_application);
        var batch = Batch(1, TimeProvider.System.GetUtcNow());
        Faults.Hook = phase => ThrowAt(phase, CommitPhase.BeforeCommit);
        using var refused = await agent.PostAsync(batch);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30));
        Assert.Empty(await StoredRows.TicksAsync(_application, agent.Host.Id));
        Assert.Null(_application.Services.GetRequiredService<LatestValues>().Of(agent.Host.Id, "a"));
        Faults.Hook = null;
        Assert.Equal(2, (await ResendAsync(agent, batch)).Accepted);
        Assert.Single(await StoredRows.TicksAsync(_application, agent.Host.Id));
    }

    [Fact]
    public async Task Fault_13_A_death_after_the_commit_makes_the_next_delivery_a_duplicate()
    {
        using var agent = await TestAgent.CreateAsync(_application);
        var batch = Batch(1, TimeProvider.System.GetUtcNow()) with
        {
            Events = [new WireEvent(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds(), "agent.started", "once")],
        };
        Faults.Hook = phase => ThrowAt(phase, CommitPhase.AfterCommit);
        using var refused = await agent.PostAsync(batch);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Faults.Hook = null;
        var again = await ResendAsync(agent, batch);
        Assert.Equal((0, 2), (again.Accepted, again.Duplicate));
        Assert.Single(await StoredRows.TicksAsync(_application, agent.Host.Id));
        await using var db = await TestAgent.OpenAsync(_application);
        Assert.Single(db.Events.Where(e => e.HostId == agent.Host.Id));
    }

    [Fact]
    public async Task A_thousand_ticks_that_come_together_are_each_there_once_and_once_more_are_duplicates()
    {
        using var agent = await TestAgent.CreateAsync(_application);
        var now = TimeProvider.System.GetUtcNow();
        var batch = TestAgent.Batch(1, now, Schema, [.. Enumerable.Range(0, 1000).Select(i => (now.AddMilliseconds(5 * (i - 1000)), new double?[] { i, -i }))]);
        Assert.Equal(2000, (await ResendAsync(agent, batch)).Accepted);
        var again = await ResendAsync(agent, batch with { Seq = 2 });
        Assert.Equal((0, 2000), (again.Accepted, again.Duplicate));
        var stored = await StoredRows.TicksAsync(_application, agent.Host.Id);
        Assert.Equal(Enumerable.Range(0, 1000), stored.Select(t => (int)t.Values[0]).Order());
        Assert.All(stored, t => Assert.Equal(-t.Values[0], t.Values[1]));
    }

    [Fact]
    public async Task The_ledger_holds_while_commits_fail_at_random()
    {
        var random = new Random(7);
        var gate = new Lock();
        Faults.Hook = _ =>
        {
            lock (gate)
            {
                if (random.Next(4) == 0)
                {
                    throw new IOException("the connection broke");
                }
            }
        };
        var start = TimeProvider.System.GetUtcNow().AddHours(-1);
        var agents = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => TestAgent.CreateAsync(_application)));
        var acked = await Task.WhenAll(agents.Select(async (agent, a) =>
        {
            var yes = new List<int>();
            for (var seq = 0; seq < 25; seq++)
            {
                var at = start.AddSeconds(seq);
                using var response = await agent.PostAsync(TestAgent.Batch(seq, at, Schema, (at, [a, seq])));
                if (response.IsSuccessStatusCode)
                {
                    yes.Add(seq);
                }
                else
                {
                    Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
                }
            }

            return yes;
        }));
        Faults.Hook = null;
        for (var a = 0; a < agents.Length; a++)
        {
            var stored = (await StoredRows.TicksAsync(_application, agents[a].Host.Id)).ConvertAll(t => ((int)t.Values[0], (int)t.Values[1]));
            Assert.Equal(stored.Count, stored.Distinct().Count());
            Assert.All(stored, s => Assert.True(s.Item1 == a && s.Item2 is >= 0 and < 25));
            Assert.Superset(acked[a].ToHashSet(), stored.Select(s => s.Item2).ToHashSet());
            agents[a].Dispose();
        }

        Assert.True(acked.Sum(y => y.Count) > 0);
    }

    [Fact]
    public async Task A_full_queue_is_answered_with_503_and_nothing_of_it_is_stored()
    {
        await using var small = new SmallApplication(null, ("Ingest:QueueLength", "1"), ("Agent:Enabled", "false"));
        await small.StartAsync();
        using var agent = await TestAgent.CreateAsync(small.Application);
        var now = TimeProvider.System.GetUtcNow();
        await agent.StoreAsync(Batch(0, now.AddSeconds(-1)));
        using var held = new ManualResetEventSlim();
        using var reached = new SemaphoreSlim(0);
        small.Application.Services.GetRequiredService<CommitFaults>().Hook = phase =>
        {
            if (phase == CommitPhase.BeforeCommit)
            {
                reached.Release();
                held.Wait();
            }
        };
        var first = agent.PostAsync(Batch(1, now));
        await reached.WaitAsync();
        var second = agent.PostAsync(Batch(2, now.AddSeconds(1)));
        await Eventually.True(() => small.Application.Services.GetRequiredService<SampleWriter>().QueueLength == 1);
        using var third = await agent.PostAsync(Batch(3, now.AddSeconds(2)));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, third.StatusCode);
        Assert.NotNull(third.Headers.RetryAfter);
        held.Set();
        Assert.Equal(HttpStatusCode.OK, (await first).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await second).StatusCode);
        Assert.Equal(3, (await StoredRows.TicksAsync(small.Application, agent.Host.Id)).Count);
    }

    [Fact]
    public async Task After_a_restart_the_latest_values_are_those_of_the_rows()
    {
        using var agent = await TestAgent.CreateAsync(_application);
        var now = DateTimeOffset.FromUnixTimeMilliseconds(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());
        await agent.StoreAsync(TestAgent.Batch(1, now, Schema, (now.AddSeconds(-2), [1, 2]), (now, [3, null])));
        var services = _application.Services;
        await services.GetRequiredService<LastSeenFlush>().FlushAsync(default);
        var catalog = ActivatorUtilities.CreateInstance<SeriesCatalog>(services);
        var latest = new LatestValues(catalog);
        await ActivatorUtilities.CreateInstance<StoreLoading>(services, catalog, latest, new CommittedRates(catalog)).StartAsync(default);
        Assert.Equal((now, 3.0), latest.Of(agent.Host.Id, "a"));
        Assert.Null(latest.Of(agent.Host.Id, "b"));
        Assert.InRange(latest.Host(agent.Host.Id)!.LastSeenAt, now.AddMinutes(-1), now.AddMinutes(1));
    }

    [Fact]
    public async Task What_is_older_than_its_retention_goes_partition_by_partition()
    {
        using var agent = await TestAgent.CreateAsync(_application);
        var now = TimeProvider.System.GetUtcNow();
        await agent.StoreAsync(TestAgent.Batch(1, now, Schema, (now.AddDays(-6), [1, 2]), (now.AddMinutes(3), [3, 4])) with
        {
            Top = [new WireTop(now.ToUnixTimeMilliseconds(), [new WireProcess(1, "init", 0, 0)])],
        });
        await _application.Services.GetRequiredService<SampleSealing>().RunAsync(default);
        var clock = new ManualTimeProvider(now.AddDays(3));
        var retention = ActivatorUtilities.CreateInstance<SampleRetention>(_application.Services, clock);
        var dropped = await retention.DropAsync(default);
        Assert.Single(dropped, name => name.StartsWith("chunks_days_", StringComparison.Ordinal));
        Assert.Equal([3.0], (await StoredRows.TicksAsync(_application, agent.Host.Id)).Select(t => t.Values[0]));
        clock.Advance(TimeSpan.FromDays(8));
        Assert.Contains(await retention.DropAsync(default), name => name.StartsWith("process_ticks_", StringComparison.Ordinal));

        // A tick for a partition that was dropped under the writer finds a new one.
        Assert.Equal(2, (await ResendAsync(agent, Batch(2, now.AddSeconds(1)))).Accepted);
    }

    private static MetricBatch Batch(long seq, DateTimeOffset at) => TestAgent.Batch(seq, at, Schema, (at, [1, 2]));

    private static void ThrowAt(CommitPhase phase, CommitPhase wanted)
    {
        if (phase == wanted)
        {
            throw new IOException("the connection broke");
        }
    }

    /// <summary>As an agent does: again until it is taken. For a second after a fault the server does not even try.</summary>
    private static async Task<BatchAnswer> ResendAsync(TestAgent agent, MetricBatch batch)
    {
        BatchAnswer? answer = null;
        var tries = 0;
        await Eventually.TrueAsync(async () =>
        {
            using var response = await agent.PostAsync(batch);
            tries++;
            Assert.True(tries < 200, $"{(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}");
            answer = response.IsSuccessStatusCode ? await TestAgent.AnswerAsync(response) : null;
            return answer is not null;
        }, TimeSpan.FromSeconds(30), "the batch was taken");
        return answer!;
    }
}
