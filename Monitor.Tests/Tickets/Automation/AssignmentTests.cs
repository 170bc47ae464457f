using Microsoft.EntityFrameworkCore;
using Monitor.Domain.Access;
using Monitor.Domain.Metrics;
using Monitor.Domain.Tickets;
using Monitor.Domain.Tickets.Automation;
using Monitor.Tests.Problems;
using Monitor.Web.Access;
using Monitor.Web.Access.People;
using Monitor.Web.Tickets.Editing;
using static Monitor.Tests.Tickets.Automation.AutomationStage;

namespace Monitor.Tests.Tickets.Automation;

public sealed class AssignmentTests(ActingFloor floor) : IClassFixture<ActingFloor>
{
    private static readonly CancellationToken Never = CancellationToken.None;

    [Fact]
    public async Task Tickets_go_round_a_team_of_three_and_two_that_are_opened_at_once_never_go_to_the_same_person()
    {
        var stage = await SetAsync(floor);
        var (team, people) = await stage.TeamAsync(3);
        await stage.TriggerAsync("Turn", TicketEvent.Opened, [If(AutomationField.Team, $"{team.Id}")], Do(AutomationDeed.AssignInTurn));
        var got = new List<int?>();
        for (var round = 0; round < 6; round++)
        {
            var numbers = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(() => stage.OpenAsync("At once", team.Id))));
            var pair = await AssigneesAsync(numbers);
            Assert.NotEqual(pair[0], pair[1]);
            got.AddRange(pair);
        }

        Assert.All(people, p => Assert.Equal(4, got.Count(g => g == p.UserId)));
        var number = await stage.OpenAsync("Said", team.Id);
        Assert.Equal("Assigned to Technician, whose turn it is.", Assert.Single(await stage.SaidAsync(number, "Turn")));
    }

    [Fact]
    public async Task Who_has_the_fewest_open_tickets_gets_the_next_and_among_equals_whose_turn_it_is()
    {
        var stage = await SetAsync(floor);
        var (team, people) = await stage.TeamAsync(3);
        await stage.TriggerAsync("Load", TicketEvent.Opened, [If(AutomationField.Team, $"{team.Id}")], Do(AutomationDeed.AssignLeastLoaded));
        await GiveAsync(stage, people[0], 2);
        await GiveAsync(stage, people[1], 1);
        var numbers = new List<int>();
        for (var i = 0; i < 5; i++)
        {
            numbers.Add(await stage.OpenAsync("By load", team.Id));
        }

        // 2, 1, 0: the third person, then those with one in turn, then all have two.
        Assert.Equal([people[2].UserId, people[1].UserId, people[2].UserId, people[0].UserId, people[1].UserId], await AssigneesAsync(numbers));
        await floor.Desk.MoveAsync(stage.Technician, On(numbers[0]), TicketState.Resolved, "", Never);
        await floor.Desk.MoveAsync(stage.Technician, On(numbers[2]), TicketState.Closed, "", Never);
        Assert.Equal([people[2].UserId], await AssigneesAsync([await stage.OpenAsync("What is done does not count", team.Id)]));
    }

    [Fact]
    public async Task Who_is_disabled_no_longer_works_on_tickets_or_does_not_see_the_ticket_is_passed_over()
    {
        var stage = await SetAsync(floor);
        var (team, people) = await stage.TeamAsync(4, TeamAssignment.RoundRobin);
        await using var db = floor.Db();
        var elsewhere = new HostGroup { Name = $"else {Guid.NewGuid():N}", ParentId = HostGroup.FleetId };
        db.HostGroups.Add(elsewhere);
        await db.SaveChangesAsync();
        db.UserScopes.Add(new UserScope { UserId = people[0].UserId!.Value, GroupId = elsewhere.Id });
        await db.SaveChangesAsync();
        await db.Users.Where(u => u.Id == people[1].UserId).ExecuteUpdateAsync(set => set.SetProperty(u => u.DisabledAt, floor.Clock.GetUtcNow()));
        await db.Users.Where(u => u.Id == people[2].UserId).ExecuteUpdateAsync(set => set.SetProperty(u => u.Role, Roles.Viewer));
        Assert.Equal([people[3].UserId, people[3].UserId], await AssigneesAsync([await stage.OpenAsync("One", team.Id), await stage.OpenAsync("Two", team.Id)]));
    }

    [Fact]
    public async Task A_team_shares_out_what_comes_to_it_once_it_is_told_to_and_leaves_what_somebody_has()
    {
        var stage = await SetAsync(floor);
        var (team, people) = await stage.TeamAsync(2);
        var teams = new TeamDesk(floor.Contexts, new AuditLog(floor.Clock));
        var before = await stage.OpenAsync("Before", team.Id);
        await Assert.ThrowsAsync<AccessRefusedException>(() => teams.SetAssignmentAsync(stage.Technician, team.Id, TeamAssignment.RoundRobin, Never));
        Assert.Null(await teams.SetAssignmentAsync(stage.Admin, team.Id, TeamAssignment.RoundRobin, Never));
        var (first, none) = (await stage.OpenAsync("First", team.Id), await stage.OpenAsync("Of no team"));
        Assert.Equal([null, people[0].UserId, null], await AssigneesAsync([before, first, none]));
        Assert.Equal("Assigned to Technician, whose turn it is.", (await stage.EntriesAsync(first))[^1].Text);
        var edits = new TicketEditDesk(floor.Journal, floor.Work);
        Assert.True((await edits.EditAsync(stage.Technician, On(none), new TicketEdit { TeamId = new SetTo<int?>(team.Id) }, Never)).IsDone);
        await floor.Desk.AssignAsync(people[1], On(before), people[1].UserId, Never);
        Assert.Equal([people[1].UserId, people[0].UserId, people[1].UserId], await AssigneesAsync([before, first, none]));
        await using var db = floor.Db();
        Assert.True(await db.Audit.AnyAsync(a => a.Act == "team.assignment_changed" && a.UserId == stage.Admin.UserId));
    }

    private async Task<IReadOnlyList<int?>> AssigneesAsync(IReadOnlyList<int> numbers)
    {
        await using var db = floor.Db();
        var tickets = await db.Tickets.Where(t => numbers.Contains(t.Number)).ToDictionaryAsync(t => t.Number, t => t.AssigneeUserId);
        return [.. numbers.Select(n => tickets[n])];
    }

    private async Task GiveAsync(AutomationStage stage, Actor person, int count)
    {
        for (var i = 0; i < count; i++)
        {
            Assert.True((await floor.Desk.AssignAsync(person, On(await stage.OpenAsync("Had")), person.UserId, Never)).IsDone);
        }
    }
}
