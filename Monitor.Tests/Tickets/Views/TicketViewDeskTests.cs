using Monitor.Domain.Access;
using Monitor.Domain.Tickets;
using Monitor.Tests.Problems;
using Monitor.Web.Access;
using Monitor.Web.Tickets;
using Monitor.Web.Tickets.Views;

namespace Monitor.Tests.Tickets.Views;

public sealed class TicketViewDeskTests(ActingFloor floor) : IClassFixture<ActingFloor>
{
    private static readonly CancellationToken Never = CancellationToken.None;

    private TicketViewDesk Desk => new(floor.Contexts, new AuditLog(floor.Clock));

    [Fact]
    public async Task A_view_is_its_owners_until_it_is_shared_with_a_team_and_then_the_teams_too_and_is_replaced_only_when_that_is_asked_for()
    {
        var (owner, mate, stranger) = (await floor.PersonAsync(Roles.Technician), await floor.PersonAsync(Roles.Technician), await floor.PersonAsync(Roles.Technician));
        var team = await TeamAsync(owner, mate);
        var query = TicketListAddress.OfScreen("view=late&priority=High,Urgent&sort=due&page=7");
        Assert.True((await Desk.SaveAsync(owner, "Burning", query, null, false, Never)).IsDone);
        Assert.Empty(await Desk.ListAsync(mate, Never));
        var taken = await Desk.SaveAsync(owner, " Burning", new TicketListQuery(), team, false, Never);
        Assert.Equal((TicketResult.Conflict, "?view=late&priority=High,Urgent&sort=due"), (taken.Result, Assert.Single(await Desk.ListAsync(owner, Never)).Query));
        Assert.True((await Desk.SaveAsync(owner, "Burning", query, team, true, Never)).IsDone);
        var view = Assert.Single(await Desk.ListAsync(owner, Never));
        Assert.Equal("?view=late&priority=High,Urgent&sort=due", view.Query);
        var seen = Assert.Single(await Desk.ListAsync(mate, Never));
        Assert.Equal((view.Id, false), (seen.Id, seen.IsOwn));
        Assert.Empty(await Desk.ListAsync(stranger, Never));
    }

    [Fact]
    public async Task Attack_24_Nobody_shares_with_a_team_of_others_or_deletes_what_is_not_theirs()
    {
        var (owner, mate, stranger) = (await floor.PersonAsync(Roles.Technician), await floor.PersonAsync(Roles.Technician), await floor.PersonAsync(Roles.Lead));
        var lead = await floor.PersonAsync(Roles.Lead);
        var team = await TeamAsync(owner, mate, lead);
        Assert.Equal(TicketResult.Refused, (await Desk.SaveAsync(stranger, "Mine", new TicketListQuery(), team, false, Never)).Result);
        Assert.True((await Desk.SaveAsync(owner, "Ours", new TicketListQuery(), team, false, Never)).IsDone);
        var id = Assert.Single(await Desk.ListAsync(owner, Never)).Id;
        Assert.Equal(TicketResult.Invalid, (await Desk.DeleteAsync(stranger, id, Never)).Result);
        Assert.Equal(TicketResult.Refused, (await Desk.DeleteAsync(mate, id, Never)).Result);
        Assert.True((await Desk.DeleteAsync(lead, id, Never)).IsDone);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \u0000 ")]
    public async Task A_view_needs_a_name(string name) =>
        Assert.Equal(TicketResult.Invalid, (await Desk.SaveAsync(await floor.PersonAsync(Roles.EndUser), name, new TicketListQuery(), null, false, Never)).Result);

    private async Task<int> TeamAsync(params Actor[] members)
    {
        await using var db = floor.Db();
        var team = new Team { Name = "Views " + Guid.NewGuid().ToString("N") };
        db.Teams.Add(team);
        await db.SaveChangesAsync();
        db.TeamMembers.AddRange(members.Select(m => new TeamMember { TeamId = team.Id, UserId = m.UserId!.Value }));
        await db.SaveChangesAsync();
        return team.Id;
    }
}
