using Microsoft.EntityFrameworkCore;
using Monitor.Tests.Problems;
using Monitor.Tests.Problems.Ledger;
using Monitor.Web.Detection;
using Monitor.Web.Store;

namespace Monitor.Tests.Detection;

/// <summary>Two nodes judge what each of them stored. Whichever of them an agent posts to, one ledger tells of it.</summary>
public sealed class TwoJudgesTests(ActingFloor floor) : IClassFixture<ActingFloor>
{
    private static readonly CancellationToken Never = CancellationToken.None;

    [Fact]
    public async Task Two_nodes_that_share_the_ticks_of_a_host_tell_one_beginning_and_one_end()
    {
        var host = await floor.HostAsync("shared-1");
        var stream = await floor.StreamAsync(host, ("disk.used_percent", "mount=\"/\""));
        TickJudge[] nodes = [floor.NewJudge(), floor.NewJudge()];
        await RefreshAsync(nodes);
        for (var i = 0; i < 120; i++)
        {
            await TickAsync(nodes[i % 2], host, stream, i < 60 ? 91.2 : 50);
        }

        Assert.Equal(["Began", "Ended"], await floor.NoticesAsync(host));
        await using var db = floor.Db();
        Assert.Equal(1, await db.Problems.CountAsync(p => p.HostId == host.Id));
        Assert.Equal(1, await db.Tickets.CountAsync(t => t.HostId == host.Id));
    }

    [Fact]
    public async Task Both_at_once_at_the_same_moment_tell_it_once()
    {
        var host = await floor.HostAsync("shared-2");
        var stream = await floor.StreamAsync(host, ("disk.used_percent", "mount=\"/\""));
        TickJudge[] nodes = [floor.NewJudge(), floor.NewJudge(), floor.NewJudge()];
        await RefreshAsync(nodes);
        foreach (var value in new[] { 91.2, 50.0, 97.0, 50.0 })
        {
            for (var i = 0; i < 40; i++)
            {
                floor.Clock.Advance(TimeSpan.FromSeconds(2));
                var now = floor.Clock.GetUtcNow();
                await Task.WhenAll(nodes.Select(n => Task.Run(async () => await n.JudgeAsync([new CommittedTick(host.Id, stream, now, now, [value])], Never))));
            }
        }

        // Worse than before and within the hour: the same problem again, told again.
        Assert.Equal(["Began", "Ended", "Began", "Ended"], await floor.NoticesAsync(host));
        await using var db = floor.Db();
        Assert.Equal(1, await db.Problems.CountAsync(p => p.HostId == host.Id));
    }

    [Fact]
    public async Task A_node_that_takes_over_ends_what_the_dead_one_began_and_the_dead_one_that_wakes_up_changes_nothing()
    {
        var host = await floor.HostAsync("shared-3");
        var stream = await floor.StreamAsync(host, ("disk.used_percent", "mount=\"/\""));
        TickJudge[] nodes = [floor.NewJudge(), floor.NewJudge()];
        await RefreshAsync(nodes[0]);
        await TicksAsync(nodes[0], host, stream, 91.2);
        await RefreshAsync(nodes[1]);
        await TicksAsync(nodes[1], host, stream, 91.2);
        Assert.Equal(["Began"], await floor.NoticesAsync(host));
        await TicksAsync(nodes[1], host, stream, 50);
        Assert.Equal(["Began", "Ended"], await floor.NoticesAsync(host));

        // It stood still in the middle of a breach, and goes on with what has long been judged by the other.
        await TicksAsync(nodes[0], host, stream, 50);
        Assert.Equal(["Began", "Ended"], await floor.NoticesAsync(host));

        // It reads the rules again before its next ticks, and with them what is open.
        await RefreshAsync(nodes[0]);
        await TicksAsync(nodes[0], host, stream, 91.2);
        Assert.Equal(["Began", "Ended", "Began"], await floor.NoticesAsync(host));
    }

    private static async Task RefreshAsync(params TickJudge[] nodes)
    {
        foreach (var node in nodes)
        {
            await node.RefreshAsync(Never);
        }
    }

    private async Task TicksAsync(TickJudge node, Host host, int stream, double value)
    {
        for (var i = 0; i < 40; i++)
        {
            await TickAsync(node, host, stream, value);
        }
    }

    private async Task TickAsync(TickJudge node, Host host, int stream, double value)
    {
        floor.Clock.Advance(TimeSpan.FromSeconds(2));
        var now = floor.Clock.GetUtcNow();
        await node.JudgeAsync([new CommittedTick(host.Id, stream, now, now, [value])], Never);
    }
}
