using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Monitor.Domain.Access;
using Monitor.Domain.Wire;
using Monitor.Tests.Intake;
using Monitor.Tests.Support;
using Monitor.Web.Access;
using Monitor.Web.Hosting;
using Monitor.Web.Live;
using Monitor.Web.Logs.Desk;
using Monitor.Web.Store;
using Monitor.Web.Store.Logs;

namespace Monitor.Tests.Store.Nodes;

public sealed class NodeFeedTests(NodePair nodes) : IClassFixture<NodePair>
{
    [Fact]
    public async Task What_another_server_registers_and_stores_is_known_here_told_and_in_every_curve()
    {
        var (first, second) = (nodes.First, nodes.Second);
        await SeeEachOtherAsync();
        using var feed = second.Services.GetRequiredService<CommitFeed>().Subscribe(1000);
        using var agent = await TestAgent.CreateAsync(first);
        var now = DateTimeOffset.FromUnixTimeMilliseconds(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());
        await agent.StoreAsync(TestAgent.Batch(1, now, TestAgent.Schema(TestAgent.Series("a")), (now, [1.5])));
        var (latest, catalog) = (second.Services.GetRequiredService<LatestValues>(), StoredRows.Catalog(second));
        await Eventually.True(() => latest.Of(agent.Host.Id, "a") == (now, 1.5));
        Assert.Equal(StoredRows.Catalog(first).FindSeries(agent.Host.Id, "a")!.Id, catalog.FindSeries(agent.Host.Id, "a")!.Id);

        // The value may come from the table, by a server that has just begun to listen; the sighting comes with the message.
        await Eventually.True(() => latest.Host(agent.Host.Id) is not null);
        Assert.InRange(latest.Host(agent.Host.Id)!.LastSeenAt, now, TimeProvider.System.GetUtcNow());

        // A stream that is known gets one more series.
        await agent.StoreAsync(TestAgent.Batch(2, now, TestAgent.Schema(TestAgent.Series("a"), TestAgent.Series("b", ("l", "x"))), (now.AddSeconds(1), [2.5, 3.5])));
        await Eventually.True(() => latest.Of(agent.Host.Id, "b", "l=\"x\"") is { Value: 3.5 });
        var told = new List<double>();
        await Eventually.True(() =>
        {
            while (feed.Reader.TryRead(out var group))
            {
                told.AddRange(group.Where(t => t.HostId == agent.Host.Id).Select(t => t.Values[0]));
            }

            return told.Count >= 2;
        });
        Assert.Equal([1.5, 2.5], told);

        // One tick here too: what each server has in memory is a part, and no curve is made of it.
        using var moved = new TestAgent(second, new EnrolledHost(agent.Host, agent.KeyId, agent.Key));
        await moved.StoreAsync(TestAgent.Batch(3, now, TestAgent.Schema(TestAgent.Series("a")), (now.AddSeconds(2), [4.5])));
        foreach (var node in new[] { first, second })
        {
            var series = StoredRows.Catalog(node).FindSeries(agent.Host.Id, "a")!;
            var curve = await node.Services.GetRequiredService<SeriesReader>().ReadAsync([series], new TimeRange(now.AddSeconds(-1), now.AddSeconds(5)), 100, default);
            Assert.Equal([1.5, 2.5, 4.5], curve[0].Curve.Points.Select(p => p.Value));
        }
    }

    [Fact]
    public async Task A_change_on_one_server_wakes_who_follows_it_on_the_other()
    {
        await SeeEachOtherAsync();
        using var bell = nodes.Second.Services.GetRequiredService<LiveFeed>().Subscribe(LiveFeed.Notices);
        nodes.First.Services.GetRequiredService<LiveFeed>().Publish(LiveFeed.Notices);
        await Eventually.True(bell.TakeChange);
        using var screen = nodes.Second.Services.GetRequiredService<LiveFeed>().Subscribe(LiveFeed.Tickets);

        // Of its own fleet or database a server may tell its screens at any time: a topic that no other part knows.
        using var other = nodes.Second.Services.GetRequiredService<LiveFeed>().Subscribe("not-relayed");
        nodes.First.Services.GetRequiredService<LiveFeed>().Publish("not-relayed");
        nodes.First.Services.GetRequiredService<LiveFeed>().Publish(LiveFeed.Tickets);
        await Eventually.True(screen.TakeChange);
        Assert.False(other.TakeChange());
    }

    [Fact]
    public async Task A_server_whose_line_was_cut_wakes_its_screens_when_it_hears_again_for_what_it_missed()
    {
        await SeeEachOtherAsync();
        using var screen = nodes.Second.Services.GetRequiredService<LiveFeed>().Subscribe(LiveFeed.Jobs);
        var (server, line) = (await TestServer.SharedAsync(), Databases.LineName + nodes.Second.Services.GetRequiredService<Neighbours>().Own);
        var cut = Assert.Single(await PidsAsync(line));
        await server.ExecuteAsync($"SELECT pg_terminate_backend({cut})");
        await Eventually.TrueAsync(async () => await PidsAsync(line) is [var other] && other != cut);
        await Eventually.True(screen.TakeChange);
    }

    [Fact]
    public async Task A_sample_is_judged_by_the_server_that_stored_it_and_by_no_other()
    {
        await SeeEachOtherAsync();
        using var judged = nodes.Second.Services.GetRequiredService<CommitFeed>().Subscribe(1000, ownOnly: true);
        using var all = nodes.Second.Services.GetRequiredService<CommitFeed>().Subscribe(1000);
        using var agent = await TestAgent.CreateAsync(nodes.First);
        var now = TimeProvider.System.GetUtcNow();
        await agent.StoreAsync(TestAgent.Batch(1, now, TestAgent.Schema(TestAgent.Series("a")), (now, [1])));
        await Eventually.True(() => all.Reader.TryRead(out var group) && group.Any(t => t.HostId == agent.Host.Id));
        Assert.False(judged.Reader.TryRead(out _));
    }

    [Fact]
    public async Task A_line_that_came_in_on_one_server_appears_to_who_follows_on_the_other_and_is_mined_by_the_first_alone()
    {
        await SeeEachOtherAsync();
        var services = nodes.Second.Services;
        using var mined = services.GetRequiredService<LogFeed>().Subscribe(1000, ownOnly: true);
        using var agent = await TestAgent.CreateAsync(nodes.First);
        var viewer = await nodes.Second.CreateUserAsync(Roles.Viewer);
        var (desk, search, seen) = (services.GetRequiredService<LogDesk>(), LogSearch.Everything with { HostIds = [agent.Host.Id] }, new ConcurrentQueue<LogRow>());
        using var left = new CancellationTokenSource();
        var following = services.GetRequiredService<Web.Logs.Desk.LogTail>().FollowAsync(
            () => desk.PrepareAsync(new Actor(viewer.Id, viewer.Name, viewer.Role, ""), search, 1, left.Token), (rows, _) =>
            {
                rows.ToList().ForEach(seen.Enqueue);
                return Task.CompletedTask;
            }, () => Task.CompletedTask, () => true, left.Token);
        var now = TimeProvider.System.GetUtcNow();
        await agent.StoreAsync(new MetricBatch
        {
            Seq = 1, Sent = now.ToUnixTimeMilliseconds(), Logs = [new WireLogs("file", "/var/log/far.log", [new WireLine(now.ToUnixTimeMilliseconds(), "one"), new WireLine(now.ToUnixTimeMilliseconds(), "two")])],
        });
        await Eventually.True(() => seen.Count >= 2);
        Assert.Equal(["/var/log/far.log one", "/var/log/far.log two"], seen.Select(r => $"{r.Source.Name} {r.Line.Text}"));
        var found = await desk.FindAsync(await desk.PrepareAsync(new Actor(viewer.Id, viewer.Name, viewer.Role, ""), search, 10, default), default);
        Assert.Equal(found.Rows.Select(r => r.Key).Order(), seen.Select(r => r.Key).Order());
        Assert.False(mined.Reader.TryRead(out _));
        await left.CancelAsync();
        await following;
    }

    /// <summary>The backends that serve a server's line.</summary>
    private async Task<int[]> PidsAsync(string line)
    {
        await using var db = await TestAgent.OpenAsync(nodes.First);
        return await db.Database.SqlQuery<int>($"SELECT pid AS \"Value\" FROM pg_stat_activity WHERE application_name = {line}").ToArrayAsync();
    }

    private Task SeeEachOtherAsync() => Eventually.True(() =>
        nodes.First.Services.GetRequiredService<Neighbours>().Any && nodes.Second.Services.GetRequiredService<Neighbours>().Any);
}
