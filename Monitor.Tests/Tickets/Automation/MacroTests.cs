using Microsoft.EntityFrameworkCore;
using Monitor.Domain.Access;
using Monitor.Domain.Metrics;
using Monitor.Domain.Tickets;
using Monitor.Domain.Tickets.Automation;
using Monitor.Tests.Problems;
using Monitor.Web.Access;
using Monitor.Web.Tickets;
using Monitor.Web.Tickets.Editing;
using Monitor.Web.Tickets.Views;
using static Monitor.Tests.Tickets.Automation.AutomationStage;

namespace Monitor.Tests.Tickets.Automation;

public sealed class MacroTests(ActingFloor floor) : IClassFixture<ActingFloor>
{
    private static readonly CancellationToken Never = CancellationToken.None;

    [Theory]
    [InlineData(Roles.EndUser, TicketResult.Refused, TicketResult.Refused)]
    [InlineData(Roles.Viewer, TicketResult.Refused, TicketResult.Refused)]
    [InlineData(Roles.Technician, TicketResult.Done, TicketResult.Refused)]
    [InlineData(Roles.Lead, TicketResult.Done, TicketResult.Done)]
    [InlineData(Roles.Admin, TicketResult.Done, TicketResult.Done)]
    public async Task Attack_24_A_macro_does_what_the_person_may_all_of_it_or_nothing(string role, TicketResult works, TicketResult assigns)
    {
        var stage = await SetAsync(floor);
        var person = role == Roles.EndUser ? stage.Requester : await floor.PersonAsync(role);
        var done = await stage.MacroAsync("Done", Do(AutomationDeed.AddTag, "done"), Do(AutomationDeed.Note, "by {agent.name}"), Do(AutomationDeed.MoveTo, "Resolved"));
        var give = await stage.MacroAsync("Give", Do(AutomationDeed.SetPriority, "Urgent"), Do(AutomationDeed.Note, "given"), Do(AutomationDeed.AssignTo, stage.Technician.UserId));
        var (one, other) = (await stage.OpenAsync("One"), await stage.OpenAsync("Other"));
        Assert.Equal(works, (await stage.Macros.RunAsync(person, On(one), done.Id, Never)).Result);
        Assert.Equal(assigns, (await stage.Macros.RunAsync(person, On(other), give.Id, Never)).Result);
        Assert.Equal(works == TicketResult.Done ? TicketState.Resolved : TicketState.New, (await stage.TicketAsync(one)).State);
        var given = await stage.TicketAsync(other);
        Assert.Equal(assigns == TicketResult.Done ? (TicketPriority.Urgent, stage.Technician.UserId) : (TicketPriority.Medium, null), (given.Priority, given.AssigneeUserId));
        Assert.Equal(assigns == TicketResult.Done ? 3 : 1, (await stage.EntriesAsync(other)).Count);
    }

    [Fact]
    public async Task A_macro_is_one_act_of_the_person_with_an_entry_that_names_it_and_counts_as_the_answer_that_it_gives()
    {
        var stage = await SetAsync(floor);
        var macro = await stage.MacroAsync("Solved", Do(AutomationDeed.AddTag, "done"), Do(AutomationDeed.Reply, "It works again, says {agent.name}."), Do(AutomationDeed.MoveTo, "Resolved"));
        var (number, command) = (await stage.OpenAsync("Solve me"), Guid.NewGuid());
        for (var i = 0; i < 2; i++)
        {
            Assert.True((await stage.Macros.RunAsync(stage.Technician, new TicketCommand(number, command), macro.Id, Never)).IsDone);
        }

        var entries = (await stage.EntriesAsync(number)).Skip(1).ToList();
        Assert.Equal(["It works again, says Technician.", "State: New → Resolved.", "Macro “Solved”: Tag added: done. Wrote a reply. State: New → Resolved."], entries.Select(e => e.Text));
        Assert.Equal([false, false, true], entries.Select(e => e.IsInternal));
        Assert.All(entries, e => Assert.Equal(stage.Technician.UserId, e.UserId));
        Assert.NotNull((await stage.TicketAsync(number)).FirstRespondedAt);
        await using var db = floor.Db();
        var audit = await db.Audit.Where(a => a.SubjectId == $"{number}" && a.UserId == stage.Technician.UserId).Select(a => a.After!).ToListAsync();
        Assert.Single(audit, a => a.Contains("\"Macro\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Reopening_by_a_macro_counts_once_and_triggers_see_what_a_macro_did_once()
    {
        var stage = await SetAsync(floor);
        var macro = await stage.MacroAsync("Again", Do(AutomationDeed.MoveTo, "Open"), Do(AutomationDeed.SetPriority, "High"), Do(AutomationDeed.Reply, "We look again"));
        await stage.TriggerAsync("Seen", TicketEvent.Changed, [If(AutomationField.Priority, "High")], Do(AutomationDeed.Note, "seen"));
        var number = await stage.OpenAsync("Not solved");
        await floor.Desk.MoveAsync(stage.Technician, On(number), TicketState.Resolved, "", Never);
        Assert.True((await stage.Macros.RunAsync(stage.Technician, On(number), macro.Id, Never)).IsDone);
        Assert.Equal((TicketState.Open, 1), ((await stage.TicketAsync(number)).State, (await stage.TicketAsync(number)).ReopenedCount));
        Assert.Single(await stage.SaidAsync(number, "Seen"));
    }

    [Fact]
    public async Task Attack_24_A_macro_finds_no_ticket_out_of_scope_and_changes_none_that_somebody_else_changed_or_that_is_closed()
    {
        var stage = await SetAsync(floor);
        var macro = await stage.MacroAsync("Tag", Do(AutomationDeed.AddTag, "x"));
        var number = await stage.OpenAsync("Mine");
        var outside = await floor.PersonAsync(Roles.Technician) with { GroupIds = [HostGroup.FleetId] };
        Assert.Equal(TicketResult.NotFound, (await stage.Macros.RunAsync(outside, On(number), macro.Id, Never)).Result);
        var version = (await stage.TicketAsync(number)).RowVersion;
        await floor.Desk.PrioritiseAsync(stage.Technician, On(number), TicketPriority.Low, Never);
        Assert.Equal(TicketResult.Conflict, (await stage.Macros.RunAsync(stage.Technician, new(number, Guid.NewGuid(), version), macro.Id, Never)).Result);
        Assert.Null(await stage.Desk.SwitchAsync(stage.Admin, macro.Id, macro.RowVersion, false, Never));
        Assert.Equal(TicketResult.Invalid, (await stage.Macros.RunAsync(stage.Technician, On(number), macro.Id, Never)).Result);
        Assert.Empty(await stage.Macros.ListAsync(stage.Technician, Never));
        await Assert.ThrowsAsync<AccessRefusedException>(() => stage.Macros.ListAsync(stage.Requester, Never));
        Assert.Empty(await stage.TagsAsync(number));
    }

    [Fact]
    public async Task A_macro_on_many_has_for_each_ticket_its_own_outcome()
    {
        var stage = await SetAsync(floor);
        var macro = await stage.MacroAsync("Low", Do(AutomationDeed.SetPriority, "Low"), Do(AutomationDeed.AddTag, "bulk"));
        var numbers = new List<int> { await stage.OpenAsync("One"), await stage.OpenAsync("Two"), await stage.OpenAsync("Three") };
        await floor.Desk.MoveAsync(stage.Technician, On(numbers[1]), TicketState.Closed, "", Never);
        var bulk = new TicketBulkDesk(floor.Desk, new TicketEditDesk(floor.Journal, floor.Work), stage.Macros);
        var outcomes = await bulk.ApplyAsync(stage.Technician, numbers, new(TicketBulkField.Macro) { Id = macro.Id }, Guid.NewGuid(), Never);
        Assert.Equal([TicketResult.Done, TicketResult.Invalid, TicketResult.Done], outcomes.Select(o => o.Outcome.Result));
        Assert.Equal(["bulk"], await stage.TagsAsync(numbers[2]));
        Assert.All(await bulk.ApplyAsync(stage.Requester, numbers, new(TicketBulkField.Macro) { Id = macro.Id }, Guid.NewGuid(), Never), o => Assert.Equal(TicketResult.Refused, o.Outcome.Result));
    }

    [Fact]
    public async Task A_macro_that_assigns_in_turn_takes_a_turn_only_where_it_is_done()
    {
        var stage = await SetAsync(floor);
        var (team, people) = await stage.TeamAsync(2);
        var macro = await stage.MacroAsync("Turn", Do(AutomationDeed.AssignInTurn), Do(AutomationDeed.TellTeam));
        var (one, two) = (await stage.OpenAsync("One", team.Id), await stage.OpenAsync("Two", team.Id));
        var lead = await floor.PersonAsync(Roles.Lead);
        Assert.Equal(TicketResult.Refused, (await stage.Macros.RunAsync(stage.Technician, On(one), macro.Id, Never)).Result);
        Assert.True((await stage.Macros.RunAsync(lead, On(one), macro.Id, Never)).IsDone);
        Assert.True((await stage.Macros.RunAsync(lead, On(two), macro.Id, Never)).IsDone);
        Assert.Equal([people[0].UserId, people[1].UserId], [(await stage.TicketAsync(one)).AssigneeUserId, (await stage.TicketAsync(two)).AssigneeUserId]);
    }
}
