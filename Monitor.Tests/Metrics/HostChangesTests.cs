using Microsoft.EntityFrameworkCore;
using Monitor.Domain.Access;
using Monitor.Domain.Metrics;
using Monitor.Tests.Problems;
using Monitor.Web.Access;
using Monitor.Web.Metrics;
using Monitor.Web.Store;

namespace Monitor.Tests.Metrics;

/// <summary>What administrators do to hosts at the same moment, and which groups they see.</summary>
public sealed class HostChangesTests(ActingFloor floor) : IClassFixture<ActingFloor>
{
    private static readonly CancellationToken Never = CancellationToken.None;

    private HostRegistry Registry => new(new HostChanges(floor.Contexts, floor.Ledger, floor.Live), new AuditLog(floor.Clock), new AgentKeyRing(floor.Contexts, floor.Clock), floor.Clock);

    [Fact]
    public async Task A_tag_that_several_add_or_remove_at_once_is_there_once_and_the_others_are_told()
    {
        var (host, admin) = (await floor.HostAsync("tagged"), await floor.PersonAsync(Roles.Admin));
        for (var round = 0; round < 5; round++)
        {
            var added = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => Task.Run(() => Registry.TagAsync(admin, host.Id, "site", $"{i}", Never))));
            Assert.Contains(added, o => o.IsDone);
            Assert.All(added.Where(o => !o.IsDone), o => Assert.Equal(HostResult.Conflict, o.Result));
            await using var db = floor.Db();
            Assert.Equal(1, await db.HostTags.CountAsync(t => t.HostId == host.Id));
            var removed = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => Registry.UntagAsync(admin, host.Id, "site", Never))));
            Assert.Single(removed, o => o.IsDone);
            Assert.Equal(0, await db.HostTags.CountAsync(t => t.HostId == host.Id));
        }
    }

    [Fact]
    public async Task Attack_24_Who_is_limited_to_some_groups_sees_these_and_what_lies_above_them_and_the_names_of_no_others()
    {
        await using var db = floor.Db();
        var site = new HostGroup { Name = "site", ParentId = HostGroup.FleetId };
        var other = new HostGroup { Name = "secret site", ParentId = HostGroup.FleetId };
        db.HostGroups.AddRange(site, other);
        await db.SaveChangesAsync();
        var (shop, office) = (new HostGroup { Name = "shop", ParentId = site.Id }, new HostGroup { Name = "office", ParentId = site.Id });
        db.HostGroups.AddRange(shop, office);
        await db.SaveChangesAsync();
        var till = new HostGroup { Name = "till", ParentId = shop.Id };
        db.HostGroups.Add(till);
        await db.SaveChangesAsync();
        var reader = new HostReader(floor.Contexts, new LatestValues(floor.Catalog), floor.Clock);
        var admin = await floor.PersonAsync(Roles.Admin);
        var limited = admin with { GroupIds = [shop.Id] };
        Assert.Equal(["shop", "till"], (await reader.GroupsAsync(limited, Never)).Select(g => g.Name));
        Assert.Equal(new[] { HostGroup.FleetId, site.Id, shop.Id, till.Id }.Order(), (await reader.TreeAsync(limited, Never)).Select(g => g.Id).Order());
        Assert.Contains("secret site", (await reader.GroupsAsync(admin, Never)).Select(g => g.Name));
        Assert.Equal((await reader.GroupsAsync(admin, Never)).Select(g => g.Id), (await reader.TreeAsync(admin, Never)).Select(g => g.Id));
        Assert.Equal([HostGroup.FleetId], (await reader.TreeAsync(admin with { TeamIds = [987_654] }, Never)).Select(g => g.Id));
    }
}
