using Microsoft.EntityFrameworkCore;
using Monitor.Domain.Access;
using Monitor.Domain.Metrics;
using Monitor.Tests.Problems;
using Monitor.Web.Access;
using Monitor.Web.Metrics;

namespace Monitor.Tests.Metrics;

public sealed class HostLinkDeskTests(ActingFloor floor) : IClassFixture<ActingFloor>
{
    private static readonly CancellationToken Never = CancellationToken.None;

    private HostLinkDesk Desk => new(floor.Contexts, new AuditLog(floor.Clock), floor.Live);

    [Fact]
    public async Task A_lead_puts_a_host_behind_another_and_takes_it_back()
    {
        var (child, parent, lead) = (await floor.HostAsync("child"), await floor.HostAsync("parent"), await floor.PersonAsync(Roles.Lead));
        Assert.True((await Desk.LinkAsync(lead, child.Id, parent.Id, Never)).IsDone);
        Assert.True((await Desk.LinkAsync(lead, child.Id, parent.Id, Never)).IsDone);
        Assert.Equal("parent", Assert.Single((await Desk.ReadAsync(lead, child.Id, Never))!.Parents).Name);
        Assert.Equal("child", Assert.Single((await Desk.ReadAsync(lead, parent.Id, Never))!.Children).Name);
        Assert.True((await Desk.UnlinkAsync(lead, child.Id, parent.Id, Never)).IsDone);
        Assert.Equal(HostResult.NotFound, (await Desk.UnlinkAsync(lead, child.Id, parent.Id, Never)).Result);
        await using var db = floor.Db();
        Assert.Equal(["host.linked", "host.unlinked"], await db.Audit.Where(a => a.UserId == lead.UserId).OrderBy(a => a.Id).Select(a => a.Act).ToListAsync());
    }

    [Fact]
    public async Task A_circle_is_refused_in_words_also_when_two_people_close_it_at_once()
    {
        var hosts = new List<Host>();
        for (var i = 0; i < 6; i++)
        {
            hosts.Add(await floor.HostAsync($"ring-{i}"));
        }

        var lead = await floor.PersonAsync(Roles.Lead);
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => Desk.LinkAsync(lead, hosts[i].Id, hosts[(i + 1) % 6].Id, Never)));
        var refused = Assert.Single(outcomes, o => !o.IsDone);
        Assert.Contains("this would be a circle", refused.Message, StringComparison.Ordinal);
        Assert.Contains("behind itself", (await Desk.LinkAsync(lead, hosts[0].Id, hosts[0].Id, Never)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_that_several_take_away_at_once_is_taken_away_once_and_the_others_are_told()
    {
        var (child, parent, lead) = (await floor.HostAsync("one-child"), await floor.HostAsync("one-parent"), await floor.PersonAsync(Roles.Lead));
        for (var round = 0; round < 5; round++)
        {
            Assert.True((await Desk.LinkAsync(lead, child.Id, parent.Id, Never)).IsDone);
            var outcomes = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => Desk.UnlinkAsync(lead, child.Id, parent.Id, Never))));
            Assert.Single(outcomes, o => o.IsDone);
            Assert.All(outcomes.Where(o => !o.IsDone), o => Assert.True(o.Result is HostResult.Conflict or HostResult.NotFound && o.Message.Length > 0));
        }
    }

    [Fact]
    public async Task Attack_24_Who_may_not_link_or_does_not_see_a_host_links_nothing()
    {
        var (child, parent) = (await floor.HostAsync("c"), await floor.HostAsync("p"));
        Assert.Equal(HostResult.Refused, (await Desk.LinkAsync(await floor.PersonAsync(Roles.Technician), child.Id, parent.Id, Never)).Result);
        await using var db = floor.Db();
        var group = new HostGroup { Name = Guid.NewGuid().ToString(), ParentId = HostGroup.FleetId };
        db.HostGroups.Add(group);
        await db.SaveChangesAsync();
        await db.Hosts.Where(h => h.Id == child.Id).ExecuteUpdateAsync(s => s.SetProperty(h => h.GroupId, group.Id));
        var limited = await floor.PersonAsync(Roles.Lead) with { GroupIds = [group.Id] };
        Assert.Equal(HostResult.NotFound, (await Desk.LinkAsync(limited, child.Id, parent.Id, Never)).Result);
        Assert.Null(await Desk.ReadAsync(limited, parent.Id, Never));
        db.HostLinks.Add(new HostLink { ChildId = child.Id, ParentId = parent.Id });
        await db.SaveChangesAsync();
        Assert.Empty((await Desk.ReadAsync(limited, child.Id, Never))!.Parents);
        Assert.Equal(HostResult.NotFound, (await Desk.UnlinkAsync(limited, child.Id, parent.Id, Never)).Result);
    }
}
