using Microsoft.EntityFrameworkCore;
using Monitor.Domain.Access;
using Monitor.Domain.Metrics;
using Monitor.Tests.Intake;
using Monitor.Tests.Support;
using Monitor.Web.Access;

namespace Monitor.Tests.Access;

[Collection(Suite.Name)]
public sealed class NamedScopeTests(TestApplication application)
{
    [Fact]
    public async Task Attack_24_Who_is_limited_to_a_team_is_offered_the_groups_of_its_hosts_and_hears_of_no_others()
    {
        using var agent = await TestAgent.CreateAsync(application);
        await using var db = await TestAgent.OpenAsync(application);
        var name = $"{Guid.NewGuid():N}";
        var (own, foreign, team) = (new HostGroup { Name = $"own {name}", ParentId = HostGroup.FleetId }, new HostGroup { Name = $"foreign {name}", ParentId = HostGroup.FleetId }, new Team { Name = name });
        db.AddRange(own, foreign, team);
        await db.SaveChangesAsync();
        await db.Hosts.Where(h => h.Id == agent.Host.Id).ExecuteUpdateAsync(set => set.SetProperty(h => h.GroupId, own.Id).SetProperty(h => h.TeamId, team.Id));

        var limited = new Actor(1, "limited", Roles.Technician, "") { TeamIds = [team.Id] };
        Assert.Equal([own.Id], (await NamedScope.GroupsAsync(db, limited, default)).Select(g => g.Id));
        Assert.EndsWith(own.Name, await NamedScope.OfAsync(db, limited, null, own.Id, default), StringComparison.Ordinal);
        Assert.Null(await NamedScope.OfAsync(db, limited, null, foreign.Id, default));

        var both = limited with { GroupIds = [foreign.Id] };
        Assert.Equal([foreign.Id, own.Id], (await NamedScope.GroupsAsync(db, both, default)).Select(g => g.Id));
        Assert.Superset(new HashSet<int> { own.Id, foreign.Id }, (await NamedScope.GroupsAsync(db, limited with { TeamIds = [] }, default)).Select(g => g.Id).ToHashSet());
    }
}
