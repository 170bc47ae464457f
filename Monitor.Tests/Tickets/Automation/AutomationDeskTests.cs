using Microsoft.EntityFrameworkCore;
using Monitor.Domain.Access;
using Monitor.Domain.Metrics;
using Monitor.Domain.Tickets.Automation;
using Monitor.Domain.Tickets.Catalog;
using Monitor.Tests.Problems;
using Monitor.Web.Access;
using Monitor.Web.Tickets.Automation.Admin;
using static Monitor.Tests.Tickets.Automation.AutomationStage;

namespace Monitor.Tests.Tickets.Automation;

public sealed class AutomationDeskTests(ActingFloor floor) : IClassFixture<ActingFloor>
{
    private static readonly CancellationToken Never = CancellationToken.None;

    private static readonly AutomationWish Wish = new("Mark", AutomationKind.Trigger) { Event = TicketEvent.Opened, Actions = [Do(AutomationDeed.AddTag, "x")] };

    [Fact]
    public async Task A_dry_run_counts_the_last_hundred_tickets_that_the_person_may_see_and_changes_nothing()
    {
        var stage = await SetAsync(floor);
        var (team, people) = await stage.TeamAsync(1);
        await using var db = floor.Db();
        db.TeamMembers.Add(new TeamMember { TeamId = team.Id, UserId = stage.Requester.UserId!.Value });
        var category = new TicketCategory { Name = $"Above {Guid.NewGuid():N}" };
        db.TicketCategories.Add(category);
        await db.SaveChangesAsync();
        var below = new TicketCategory { Name = "Below", ParentId = category.Id };
        db.TicketCategories.Add(below);
        await db.SaveChangesAsync();
        var numbers = new List<int>();
        for (var i = 0; i < 102; i++)
        {
            numbers.Add(await stage.OpenAsync(i % 10 == 0 ? "A slow printer" : "Something else", tags: i == 55 ? ["dry"] : null));
        }

        await db.Tickets.Where(t => t.Number == numbers[20]).ExecuteUpdateAsync(set => set.SetProperty(t => t.CategoryId, below.Id).SetProperty(t => t.TeamId, team.Id));
        var before = await CountAsync();
        var trial = await stage.Queries.TryAsync(stage.Admin, [If(AutomationField.Words, "printer slow")], Never);
        Assert.Equal((100, 10), (trial.Looked, trial.Hits.Count));
        Assert.Equal([numbers[100], numbers[90]], trial.Hits.Take(2).Select(h => h.Number));
        Assert.DoesNotContain(trial.Hits, h => h.Number == numbers[0]);
        Assert.Equal(numbers[55], Assert.Single((await stage.Queries.TryAsync(stage.Admin, [If(AutomationField.Tag, "dry")], Never)).Hits).Number);
        Assert.Equal(numbers[20], Assert.Single((await stage.Queries.TryAsync(stage.Admin, [If(AutomationField.Category, $"{category.Id}"), If(AutomationField.Changed, "Priority")], Never)).Hits).Number);
        Assert.Equal(99, (await stage.Queries.TryAsync(stage.Admin, [If(AutomationField.RequesterTeam, $"{team.Id}")], Never)).Hits.Count);
        Assert.Equal(100, (await stage.Queries.TryAsync(stage.Admin, [If(AutomationField.HostGroup, "none")], Never)).Hits.Count);
        var limited = stage.Admin with { TeamIds = [team.Id] };
        Assert.Equal((1, numbers[20]), (await stage.Queries.TryAsync(limited, [], Never)) is { Hits: [var only] } seen ? (seen.Looked, only.Number) : default);
        Assert.Equal(before, await CountAsync());
        await Assert.ThrowsAsync<AccessRefusedException>(() => stage.Queries.TryAsync(people[0], [], Never));

        async Task<(int, int, int, long)> CountAsync() => (await db.Audit.CountAsync(), await db.OutboxMessages.CountAsync(), await db.TicketEntries.CountAsync(), (await db.Tickets.Select(t => t.RowVersion).ToListAsync()).Sum(v => (long)v));
    }

    [Fact]
    public async Task Fault_51_The_second_of_two_administrators_is_told_and_nothing_is_overwritten()
    {
        var stage = await SetAsync(floor);
        var seen = await stage.SaveAsync(Wish);
        Assert.Null(await stage.Desk.SaveAsync(stage.Admin, seen.Id, seen.RowVersion, Wish with { Event = TicketEvent.Closed }, Never));
        Assert.Equal(AutomationDesk.Conflict, await stage.Desk.SaveAsync(stage.Admin, seen.Id, seen.RowVersion, Wish with { Event = TicketEvent.Resolved }, Never));
        Assert.Equal(AutomationDesk.Conflict, await stage.Desk.SwitchAsync(stage.Admin, seen.Id, seen.RowVersion, false, Never));
        Assert.Equal(AutomationDesk.Conflict, await stage.Desk.DeleteAsync(stage.Admin, seen.Id, seen.RowVersion, Never));
        Assert.Equal(AutomationDesk.Conflict, await stage.Desk.SaveAsync(stage.Admin, seen.Id, null, Wish, Never));
        var now = await stage.FindAsync(Wish.Name);
        Assert.Equal((TicketEvent.Closed, true), (now.Event, now.IsEnabled));
        Assert.Null(await stage.Desk.DeleteAsync(stage.Admin, now.Id, now.RowVersion, Never));
        await using var db = floor.Db();
        Assert.Equal(["automation.created", "automation.changed", "automation.deleted"],
            await db.Audit.Where(a => a.Subject == "automation" && a.SubjectId == $"{seen.Id}").OrderBy(a => a.Id).Select(a => a.Act).ToListAsync());
    }

    [Fact]
    public async Task What_is_named_must_be_there_names_are_used_once_and_a_trigger_stays_one()
    {
        var stage = await SetAsync(floor);
        await stage.SaveAsync(Wish);
        var viewer = await floor.PersonAsync(Roles.Viewer);
        foreach (var (wish, expected) in new[]
        {
            (Wish, "There is one named Mark already."), (Wish with { Name = " " }, "Give it a name"), (Wish with { Name = "a", Actions = [] }, "Say in 1 to 10 actions"),
            (Wish with { Name = "a", Conditions = [If(AutomationField.Team, "2000000000")] }, "A team that it names is gone."),
            (Wish with { Name = "a", Conditions = [If(AutomationField.HostGroup, "2000000000")] }, "A host group that it names is gone."),
            (Wish with { Name = "a", Actions = [Do(AutomationDeed.SetCategory, 2_000_000_000)] }, "A category that it names is gone."),
            (Wish with { Name = "a", Actions = [Do(AutomationDeed.AssignTo, viewer.UserId)] }, "A person that it names does not work on tickets"),
        })
        {
            Assert.StartsWith(expected, await stage.Desk.SaveAsync(stage.Admin, null, null, wish, Never), StringComparison.Ordinal);
        }

        var row = await stage.FindAsync("Mark");
        Assert.StartsWith("A trigger stays a trigger", await stage.Desk.SaveAsync(stage.Admin, row.Id, row.RowVersion, new("Mark", AutomationKind.Macro) { Actions = Wish.Actions }, Never), StringComparison.Ordinal);
        await Assert.ThrowsAsync<AccessRefusedException>(async () => await stage.Desk.SaveAsync(await floor.PersonAsync(Roles.Lead), null, null, Wish with { Name = "b" }, Never));
    }

    [Fact]
    public async Task What_cannot_be_read_any_more_is_shown_as_such_and_stops_nobody()
    {
        var stage = await SetAsync(floor);
        var row = await stage.SaveAsync(Wish);
        await using var db = floor.Db();
        await db.TicketAutomations.Where(a => a.Id == row.Id).ExecuteUpdateAsync(set => set.SetProperty(a => a.Actions, """[{"do":"FormatDisk","value":""}]"""));
        Assert.Empty(await stage.TagsAsync(await stage.OpenAsync("Goes on")));
        Assert.False(Assert.Single(await stage.Queries.ListAsync(stage.Admin, Never)).IsReadable);
    }
}
