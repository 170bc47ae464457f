using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Monitor.Domain.Tickets;
using Monitor.Tests.Problems;
using Monitor.Tests.Problems.Ledger;
using Monitor.Web.Detection;
using Monitor.Web.Store;

namespace Monitor.Tests.Detection;

/// <summary>A switch fails with fifty hosts behind it, which nobody tells all at once.</summary>
public sealed class ParentDownTests(ActingFloor floor) : IClassFixture<ActingFloor>
{
    private const int Children = 50;

    [Theory]
    [InlineData("together", 0)]
    [InlineData("the parent is heard of a little longer", 2)]
    public async Task A_parent_that_goes_down_with_50_children_opens_one_ticket_and_sends_one_notice(string how, int parentLater)
    {
        var parent = await floor.HostAsync($"switch {how}");
        var children = new List<Host>();
        for (var i = 0; i < Children; i++)
        {
            children.Add(await floor.HostAsync($"{how} {i}"));
        }

        await floor.LinkAsync(parent, [.. children]);
        var watch = new SilenceWatch(
            floor.Contexts, floor.NewLedger(), new LatestValues(new SeriesCatalog(floor.Databases, Options.Create(new IngestOptions()), floor.Clock)), new IngestBreaks(floor.Clock), floor.Clock,
            NullLogger<SilenceWatch>.Instance);
        await RoundsAsync(watch, 12, [parent, .. children]);
        await RoundsAsync(watch, parentLater, [parent]);
        await RoundsAsync(watch, 14, []);

        Host[] all = [parent, .. children];
        var ids = all.Select(h => h.Id).ToArray();
        await using var db = floor.Db();
        Assert.Equal(Children + 1, await db.Problems.CountAsync(p => ids.Contains(p.HostId) && p.EndedAt == null));
        var tickets = await db.Problems.Where(p => ids.Contains(p.HostId)).Select(p => p.TicketId).Distinct().ToListAsync();
        var ticket = await db.Tickets.SingleAsync(t => t.Id == Assert.Single(tickets));
        Assert.Equal(parent.Id, ticket.HostId);
        Assert.StartsWith($"switch {how}: The host has sent nothing", ticket.Title, StringComparison.Ordinal);
        Assert.Equal(parent.Id, (await db.Problems.OrderBy(p => p.Id).FirstAsync(p => ids.Contains(p.HostId))).HostId);
        var notices = await floor.NoticesAsync(all);
        Assert.Equal("Began", Assert.Single(notices, n => n[0] != '('));
        Assert.Equal(Children + 1, notices.Count);

        await RoundsAsync(watch, 1, [parent]);
        await floor.SweepAsync(TimeSpan.Zero);
        await RoundsAsync(watch, 1, [parent, .. children]);
        await floor.SweepAsync(TimeSpan.FromMinutes(5));
        Assert.Equal(["Began", "Ended"], (await floor.NoticesAsync(all)).Where(n => n[0] != '('));
        Assert.Equal(TicketState.Resolved, (await db.Tickets.AsNoTracking().SingleAsync(t => t.Id == ticket.Id)).State);
    }

    private async Task RoundsAsync(SilenceWatch watch, int count, Host[] senders)
    {
        var ids = senders.Select(h => h.Id).ToArray();
        for (var i = 0; i < count; i++)
        {
            floor.Clock.Advance(HostSilentJob.Interval);
            await using var db = floor.Db();
            await db.Hosts.Where(h => ids.Contains(h.Id)).ExecuteUpdateAsync(set => set.SetProperty(h => h.LastSeenAt, floor.Clock.GetUtcNow()));
            await watch.RunAsync([], CancellationToken.None);
        }
    }
}
