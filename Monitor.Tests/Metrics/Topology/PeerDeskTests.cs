using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Monitor.Domain.Access;
using Monitor.Domain.Metrics;
using Monitor.Domain.Metrics.Topology;
using Monitor.Tests.Problems;
using Monitor.Web.Access;
using Monitor.Web.Metrics;
using Monitor.Web.Metrics.Peers;

namespace Monitor.Tests.Metrics.Topology;

public sealed class PeerDeskTests(ActingFloor floor) : IClassFixture<ActingFloor>
{
    private static readonly CancellationToken Never = CancellationToken.None;
    private static int _net;

    private PeerReader Reader => new(floor.Contexts, floor.Clock);

    private PeerKeeper Keeper => new(floor.Contexts, floor.Clock);

    private PeerDesk Desk => new(floor.Contexts, Reader, new AuditLog(floor.Clock), floor.Live, floor.Clock);

    [Fact]
    public async Task A_proposal_that_is_accepted_makes_both_services_and_the_call_once_also_by_five_at_once()
    {
        var (caller, called, wish) = await SeenAsync(5432, "shop", "postgres");
        var lead = await floor.PersonAsync(Roles.Lead);
        var line = (await Reader.ListAsync(lead, 1, Never)).Lines.Single(l => l.Seen.CallerHostId == caller.Id);
        Assert.Equal(("shop on " + caller.Name, "postgres on " + called.Name), (line.CallerName, line.CalledName));

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Task.Run(() => Desk.AcceptAsync(lead, wish, Never))));
        Assert.Single(outcomes, o => o.IsDone);
        Assert.All(outcomes.Where(o => !o.IsDone), o => Assert.Equal(HostResult.Conflict, o.Result));
        await using var db = floor.Db();
        var services = await db.ServiceLinks.Where(l => l.HostId == caller.Id || l.HostId == called.Id).ToListAsync();
        Assert.All(services, l => Assert.Equal(ServiceLinkKind.RunsOn, l.Kind));
        var shop = services.Single(l => l.HostId == caller.Id).ServiceId;
        var call = await db.ServiceLinks.SingleAsync(l => l.ServiceId == shop && l.CalledServiceId != null);
        Assert.Equal(services.Single(l => l.HostId == called.Id).ServiceId, call.CalledServiceId);
        Assert.Equal(1, await db.Audit.CountAsync(a => a.UserId == lead.UserId && a.Act == "proposal.accepted"));
        Assert.DoesNotContain((await Reader.ListAsync(lead, 1, Never)).Lines, l => l.Seen.CallerHostId == caller.Id);
    }

    [Fact]
    public async Task The_next_one_may_be_between_services_that_are_there_and_the_same_one_at_both_ends_calls_nobody()
    {
        var (caller, called, wish) = await SeenAsync(7000, "node", "node");
        var lead = await floor.PersonAsync(Roles.Lead);
        var name = new ProposalEnd(null, "cluster-" + caller.Name);
        Assert.True((await Desk.AcceptAsync(lead, wish with { Caller = name, Called = name }, Never)).IsDone);
        await using var db = floor.Db();
        var service = await db.Services.SingleAsync(s => s.Name == name.Name);
        var links = await db.ServiceLinks.Where(l => l.ServiceId == service.Id).ToListAsync();
        Assert.Equal([caller.Id, called.Id], links.Select(l => l.HostId!.Value).Order());

        await Keeper.KeepAsync(caller.Id, [Peer(PeerDirection.Out, await AddressAsync(called), 7001, "node")], Never);
        var other = wish with { Port = 7001, Caller = new ProposalEnd(service.Id, ""), Called = new ProposalEnd(null, "  ") };
        Assert.Contains("1 to 100 characters", (await Desk.AcceptAsync(lead, other, Never)).Message, StringComparison.Ordinal);
        Assert.True((await Desk.AcceptAsync(lead, other with { Called = new ProposalEnd(service.Id, "") }, Never)).IsDone);
        Assert.Equal(2, await db.ServiceLinks.CountAsync(l => l.ServiceId == service.Id));
    }

    [Fact]
    public async Task What_is_dismissed_stays_so_however_often_it_is_seen()
    {
        var (caller, called, wish) = await SeenAsync(22, "ssh", "sshd");
        var lead = await floor.PersonAsync(Roles.Lead);
        Assert.True((await Desk.DismissAsync(lead, wish, Never)).IsDone);
        await Keeper.KeepAsync(caller.Id, [Peer(PeerDirection.Out, await AddressAsync(called), 22, "ssh")], Never);
        Assert.DoesNotContain((await Reader.ListAsync(lead, 1, Never)).Lines, l => l.Seen.CallerHostId == caller.Id);
        Assert.Equal(HostResult.Conflict, (await Desk.AcceptAsync(lead, wish, Never)).Result);
        await using var db = floor.Db();
        Assert.False(await db.ServiceLinks.AnyAsync(l => l.HostId == caller.Id));
        Assert.Equal(HostResult.NotFound, (await Desk.DismissAsync(lead, wish with { Port = 23 }, Never)).Result);
    }

    [Fact]
    public async Task Attack_24_Who_does_not_see_both_hosts_is_told_of_no_call_between_them_and_decides_nothing()
    {
        var (caller, called, wish) = await SeenAsync(443, "curl", "nginx");
        await using var db = floor.Db();
        var group = new HostGroup { Name = Guid.NewGuid().ToString(), ParentId = HostGroup.FleetId };
        db.HostGroups.Add(group);
        await db.SaveChangesAsync();
        await db.Hosts.Where(h => h.Id == called.Id).ExecuteUpdateAsync(s => s.SetProperty(h => h.GroupId, group.Id));
        var limited = await floor.PersonAsync(Roles.Lead) with { GroupIds = [group.Id] };
        Assert.Empty((await Reader.ListAsync(limited, 1, Never)).Lines);
        var elsewhere = new HostGroup { Name = Guid.NewGuid().ToString(), ParentId = HostGroup.FleetId };
        db.HostGroups.Add(elsewhere);
        await db.SaveChangesAsync();
        Assert.True((await Reader.ListAsync(limited, 1, Never)).IsAnythingSeen);
        Assert.False((await Reader.ListAsync(limited with { GroupIds = [elsewhere.Id] }, 1, Never)).IsAnythingSeen);
        foreach (var actor in new[] { limited, await floor.PersonAsync(Roles.Technician) })
        {
            Assert.Equal(HostResult.Refused, (await Desk.AcceptAsync(actor, wish, Never)).Result);
            Assert.Equal(HostResult.Refused, (await Desk.DismissAsync(actor, wish, Never)).Result);
        }

        Assert.Contains((await Reader.ListAsync(await floor.PersonAsync(Roles.Viewer), 1, Never)).Lines, l => l.Seen.CallerHostId == caller.Id);
    }

    [Fact]
    public async Task A_host_keeps_at_most_500_other_ends_those_seen_last_and_two_weeks_later_none()
    {
        var host = await floor.HostAsync("many-ends");
        for (var round = 0; round < 3; round++)
        {
            await Keeper.KeepAsync(host.Id, [.. Enumerable.Range(0, 200).Select(i => Peer(PeerDirection.Out, string.Create(CultureInfo.InvariantCulture, $"10.{round}.0.{i}"), 80, ""))], Never);
            floor.Clock.Advance(TimeSpan.FromMinutes(5));
        }

        await using var db = floor.Db();
        Assert.Equal((500, 100), (await db.TcpPeers.CountAsync(p => p.HostId == host.Id), await db.TcpPeers.CountAsync(p => p.HostId == host.Id && p.Address.StartsWith("10.0."))));
        floor.Clock.Advance(TcpPeer.Kept);
        await Keeper.KeepAsync(host.Id, [Peer(PeerDirection.Out, "10.9.0.1", 80, "curl")], Never);
        await Keeper.KeepAsync(host.Id, [Peer(PeerDirection.Out, "10.9.0.1", 80, "")], Never);
        Assert.Equal("curl", (await db.TcpPeers.AsNoTracking().SingleAsync(p => p.HostId == host.Id)).Process);
    }

    /// <summary>Two hosts of which one was seen calling the other, and what accepts it as it is proposed.</summary>
    private async Task<(Host Caller, Host Called, ProposalWish Wish)> SeenAsync(int port, string callerProcess, string calledProcess)
    {
        var run = Guid.NewGuid().ToString("N")[..8];
        var (caller, called) = (await floor.HostAsync("from-" + run), await floor.HostAsync("to-" + run));
        var net = Interlocked.Increment(ref _net);
        var (from, to) = ($"192.0.2.{net}", $"198.51.100.{net}");
        await using var db = floor.Db();
        db.HostInventories.AddRange(new HostInventory { HostId = caller.Id, Addresses = from, UpdatedAt = floor.Clock.GetUtcNow() }, new HostInventory { HostId = called.Id, Addresses = to, UpdatedAt = floor.Clock.GetUtcNow() });
        await db.SaveChangesAsync();
        await Keeper.KeepAsync(caller.Id, [Peer(PeerDirection.Out, to, port, callerProcess)], Never);
        await Keeper.KeepAsync(called.Id, [Peer(PeerDirection.In, from, port, calledProcess)], Never);
        return (caller, called, new ProposalWish(caller.Id, called.Id, port, new ProposalEnd(null, $"{callerProcess} on {caller.Name}"), new ProposalEnd(null, $"{calledProcess} on {called.Name}")));
    }

    private async Task<string> AddressAsync(Host host)
    {
        await using var db = floor.Db();
        return (await db.HostInventories.SingleAsync(i => i.HostId == host.Id)).Addresses;
    }

    private static TcpPeer Peer(PeerDirection direction, string address, int port, string process) =>
        new() { Direction = direction, Address = address, Port = port, Process = process, Connections = 1 };
}
