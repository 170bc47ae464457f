using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Domain.Metrics;
using Monitor.Domain.Problems;
using Monitor.Domain.Tickets;
using Monitor.Tests.Support;
using Monitor.Web.Access;

namespace Monitor.Tests.Access;

public sealed class ScopeTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private readonly string _run = Guid.NewGuid().ToString("N")[..8];

    private static Actor Person(int id, string role, int[]? groups = null, int[]? teams = null) =>
        new(id, role, role, "") { GroupIds = groups ?? [], TeamIds = teams ?? [] };

    [Fact]
    public async Task A_group_in_the_scope_shows_the_hosts_of_all_groups_below_it_and_no_others()
    {
        await using var db = database.CreateDb();
        var (outer, inner, other) = await GroupsAsync(db);
        await AddHostsAsync(db, ("outer", outer), ("inner", inner), ("other", other));
        Assert.Equal(["inner", "outer"], await NamesAsync(db, Person(1, Roles.Technician, groups: [outer])));
        Assert.Equal(["inner"], await NamesAsync(db, Person(1, Roles.Technician, groups: [inner])));
        Assert.Equal(["inner", "other", "outer"], await NamesAsync(db, Person(1, Roles.Technician)));
        Assert.Equal(["inner", "other", "outer"], await NamesAsync(db, Actor.System));
        Assert.Empty(await NamesAsync(db, Person(1, Roles.EndUser)));
        Assert.Empty(await NamesAsync(db, Person(1, "nonsense")));
    }

    [Fact]
    public async Task A_team_in_the_scope_shows_its_hosts_and_tickets()
    {
        await using var db = database.CreateDb();
        var (_, _, group) = await GroupsAsync(db);
        var team = new Team { Name = "team " + _run };
        db.Teams.Add(team);
        await db.SaveChangesAsync();
        var (mine, foreign) = (NewHost("mine", group), NewHost("foreign", group));
        mine.TeamId = team.Id;
        db.Hosts.AddRange(mine, foreign);
        await db.SaveChangesAsync();
        db.Tickets.AddRange(NewTicket("on my host", t => t.HostId = mine.Id), NewTicket("on a foreign host", t => t.HostId = foreign.Id),
            NewTicket("in my queue", t => t.TeamId = team.Id), NewTicket("nobody's", _ => { }));
        await db.SaveChangesAsync();
        var actor = Person(1, Roles.Technician, teams: [team.Id]);
        Assert.Equal(["mine"], await NamesAsync(db, actor));
        Assert.Equal(["in my queue", "on my host"], await TitlesAsync(db, actor));
        Assert.Equal(4, (await TitlesAsync(db, Person(1, Roles.Technician))).Count);
    }

    [Fact]
    public async Task An_end_user_sees_only_the_tickets_that_he_requested()
    {
        await using var db = database.CreateDb();
        var me = NewUser("me");
        var other = NewUser("other");
        db.Users.AddRange(me, other);
        await db.SaveChangesAsync();
        db.Tickets.AddRange(NewTicket("mine", t => t.RequesterUserId = me.Id), NewTicket("another's", t => t.RequesterUserId = other.Id));
        await db.SaveChangesAsync();
        Assert.Equal(["mine"], await TitlesAsync(db, Person(me.Id, Roles.EndUser)));
        Assert.Equal(2, (await TitlesAsync(db, Person(me.Id, Roles.Viewer))).Count);
    }

    [Fact]
    public async Task A_problem_is_seen_with_its_host()
    {
        await using var db = database.CreateDb();
        var (outer, _, other) = await GroupsAsync(db);
        var query = db.Problems.VisibleProblems(Person(1, Roles.Viewer, groups: [outer]), db);
        Assert.Empty(await query.ToListAsync());
        Assert.Contains("WITH RECURSIVE", query.ToQueryString(), StringComparison.Ordinal);
        Assert.NotEqual(outer, other);
    }

    private MonitorUser NewUser(string name) => new() { UserName = name + _run, NormalizedUserName = (name + _run).ToUpperInvariant(), Role = Roles.EndUser };

    private Host NewHost(string name, int group) => new() { Key = Guid.NewGuid(), Name = _run + name, GroupId = group, CreatedAt = TimeProvider.System.GetUtcNow() };

    private Ticket NewTicket(string title, Action<Ticket> set)
    {
        var ticket = new Ticket { Title = _run + title, CreatedAt = TimeProvider.System.GetUtcNow(), UpdatedAt = TimeProvider.System.GetUtcNow() };
        set(ticket);
        return ticket;
    }

    private async Task<(int Outer, int Inner, int Other)> GroupsAsync(MonitorDb db)
    {
        var outer = new HostGroup { Name = "outer " + _run, ParentId = HostGroup.FleetId };
        var other = new HostGroup { Name = "other " + _run, ParentId = HostGroup.FleetId };
        db.HostGroups.AddRange(outer, other);
        await db.SaveChangesAsync();
        var inner = new HostGroup { Name = "inner " + _run, ParentId = outer.Id };
        db.HostGroups.Add(inner);
        await db.SaveChangesAsync();
        return (outer.Id, inner.Id, other.Id);
    }

    private async Task AddHostsAsync(MonitorDb db, params (string Name, int Group)[] hosts)
    {
        db.Hosts.AddRange(hosts.Select(h => NewHost(h.Name, h.Group)));
        await db.SaveChangesAsync();
    }

    private async Task<List<string>> NamesAsync(MonitorDb db, Actor actor) =>
        [.. (await db.Hosts.Where(h => h.Name.StartsWith(_run)).VisibleHosts(actor, db).Select(h => h.Name).OrderBy(n => n).ToListAsync()).Select(n => n[_run.Length..])];

    private async Task<List<string>> TitlesAsync(MonitorDb db, Actor actor) =>
        [.. (await db.Tickets.Where(t => t.Title.StartsWith(_run)).VisibleTickets(actor, db).Select(t => t.Title).OrderBy(n => n).ToListAsync()).Select(n => n[_run.Length..])];
}
