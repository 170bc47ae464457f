using Microsoft.EntityFrameworkCore;
using Monitor.Domain.Access;
using Monitor.Domain.Tickets;
using Monitor.Tests.Problems;
using Monitor.Web.Access;
using Monitor.Web.Live;
using Monitor.Web.Store;
using Monitor.Web.Tickets;
using Monitor.Web.Tickets.Automation.Macros;
using Monitor.Web.Tickets.Editing;
using Monitor.Web.Tickets.Views;

namespace Monitor.Tests.Tickets.Views;

public sealed class TicketBulkTests(ActingFloor floor) : IClassFixture<ActingFloor>
{
    private static readonly CancellationToken Never = CancellationToken.None;

    [Fact]
    public async Task Each_ticket_has_its_own_outcome_and_what_is_refused_for_one_is_done_for_the_others()
    {
        var technician = await floor.PersonAsync(Roles.Technician);
        var numbers = await OpenAsync(3);
        await floor.Desk.MoveAsync(technician, new TicketCommand(numbers[1], Guid.NewGuid()), TicketState.Closed, "", Never);
        var outcomes = await Bulk.ApplyAsync(technician, [.. numbers, 2_000_000_000], new(TicketBulkField.State) { State = TicketState.Pending }, Guid.NewGuid(), Never);
        Assert.Equal([TicketResult.Done, TicketResult.Invalid, TicketResult.Done, TicketResult.NotFound], outcomes.Select(o => o.Outcome.Result));
        await using var db = floor.Db();
        Assert.Equal(2, await db.Tickets.CountAsync(t => numbers.Contains(t.Number) && t.State == TicketState.Pending));
    }

    [Theory]
    [InlineData(Roles.EndUser, false, false)]
    [InlineData(Roles.Viewer, false, false)]
    [InlineData(Roles.Technician, true, false)]
    [InlineData(Roles.Lead, true, true)]
    [InlineData(Roles.Admin, true, true)]
    public async Task Attack_24_Many_at_once_are_allowed_what_one_is_allowed(string role, bool works, bool assigns)
    {
        var (actor, other) = (await floor.PersonAsync(role), await floor.PersonAsync(Roles.Technician));
        var numbers = await OpenAsync(2, role == Roles.EndUser ? actor : null);
        foreach (var (change, allowed) in new[]
        {
            (new TicketBulkChange(TicketBulkField.Priority) { Priority = TicketPriority.Urgent }, works), (new(TicketBulkField.AddTag) { Tag = "Bulk" }, works),
            (new(TicketBulkField.RemoveTag) { Tag = "bulk" }, works), (new(TicketBulkField.Team) { Id = await TeamAsync() }, works),
            (new(TicketBulkField.Assignee) { Id = other.UserId }, assigns), (new(TicketBulkField.State) { State = TicketState.Open }, works),
        })
        {
            var outcomes = await Bulk.ApplyAsync(actor, numbers, change, Guid.NewGuid(), Never);
            Assert.All(outcomes, o => Assert.Equal(allowed ? TicketResult.Done : TicketResult.Refused, o.Outcome.Result));
        }
    }

    [Fact]
    public async Task Attack_28_The_same_act_twice_changes_each_ticket_once()
    {
        var technician = await floor.PersonAsync(Roles.Technician);
        var numbers = await OpenAsync(2);
        var (key, change) = (Guid.NewGuid(), new TicketBulkChange(TicketBulkField.AddTag) { Tag = "twice" });
        await Bulk.ApplyAsync(technician, numbers, change, key, Never);
        await Bulk.ApplyAsync(technician, numbers, change with { Field = TicketBulkField.RemoveTag }, key, Never);
        await using var db = floor.Db();
        var ids = await db.Tickets.Where(t => numbers.Contains(t.Number)).Select(t => t.Id).ToListAsync();
        Assert.Equal(2, await db.TicketTags.CountAsync(t => ids.Contains(t.TicketId) && t.Tag == "twice"));
        Assert.Equal(2, await db.TicketEntries.CountAsync(e => ids.Contains(e.TicketId) && e.Text == "Tag added: twice."));
        Assert.Equal(2, await db.Audit.CountAsync(a => a.Act == TicketDesk.Changed && a.UserId == technician.UserId));
    }

    [Fact]
    public async Task Many_at_once_are_changed_by_the_rules_of_one()
    {
        var (person, technician, lead) = (await floor.PersonAsync(Roles.EndUser), await floor.PersonAsync(Roles.Technician), await floor.PersonAsync(Roles.Lead));
        var (numbers, team) = (await OpenAsync(2, person), await TeamAsync());
        await floor.Desk.AssignAsync(technician, new TicketCommand(numbers[0], Guid.NewGuid()), technician.UserId, Never);
        Assert.All(await Bulk.ApplyAsync(lead, numbers, new(TicketBulkField.Team) { Id = team }, Guid.NewGuid(), Never), o => Assert.True(o.Outcome.IsDone));
        Assert.All(await Bulk.ApplyAsync(lead, numbers, new(TicketBulkField.AddTag) { Tag = "#Difficult" }, Guid.NewGuid(), Never), o => Assert.True(o.Outcome.IsDone));
        Assert.All(await Bulk.ApplyAsync(lead, numbers, new(TicketBulkField.AddTag) { Tag = "a,b" }, Guid.NewGuid(), Never), o => Assert.Equal(TicketResult.Invalid, o.Outcome.Result));
        Assert.All(await Bulk.ApplyAsync(lead, numbers, new(TicketBulkField.RemoveTag) { Tag = " " }, Guid.NewGuid(), Never), o => Assert.Equal(TicketResult.Invalid, o.Outcome.Result));
        var queries = new TicketQueries(floor.Contexts, floor.Clock);
        var (seen, read) = ((await queries.FindAsync(lead, numbers[0], Never))!, (await queries.FindAsync(person, numbers[0], Never))!);
        Assert.Equal((team, null, "difficult"), (seen.Line.TeamId, seen.AssigneeUserId, seen.Tags.Single()));
        Assert.EndsWith("Assigned to nobody: the assignee is not in this team.", seen.Entries[^2].Text, StringComparison.Ordinal);
        Assert.Equal(("Tag added: difficult.", true), (seen.Entries[^1].Text, seen.Entries[^1].IsInternal));
        Assert.DoesNotContain(read.Entries, e => e.Text.Contains("difficult", StringComparison.Ordinal));
    }

    [Fact]
    public async Task More_than_five_hundred_at_once_are_not_taken() =>
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () =>
            await Bulk.ApplyAsync(await floor.PersonAsync(Roles.Lead), [.. Enumerable.Range(1, 501)], new(TicketBulkField.AddTag) { Tag = "x" }, Guid.NewGuid(), Never));

    private TicketBulkDesk Bulk => new(floor.Desk, new TicketEditDesk(floor.Journal, floor.Work), new MacroDesk(floor.Contexts, floor.Journal, floor.Work, floor.Consequences));

    private async Task<int> TeamAsync()
    {
        await using var db = floor.Db();
        var team = new Team { Name = "Team " + Guid.NewGuid().ToString("N") };
        db.Teams.Add(team);
        await db.SaveChangesAsync();
        return team.Id;
    }

    private async Task<List<int>> OpenAsync(int count, Actor? actor = null)
    {
        actor ??= await floor.PersonAsync(Roles.EndUser);
        var numbers = new List<int>();
        for (var i = 0; i < count; i++)
        {
            numbers.Add((await floor.Desk.OpenAsync(actor, new NewTicket($"Bulk {i}", "", TicketPriority.Medium, null, Guid.NewGuid()), Never)).Number);
        }

        return numbers;
    }
}
