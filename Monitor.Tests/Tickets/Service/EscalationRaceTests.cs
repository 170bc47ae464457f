using Microsoft.EntityFrameworkCore;
using Monitor.Domain.Access;
using Monitor.Domain.Metrics;
using Monitor.Domain.Tickets;
using Monitor.Domain.Tickets.Service;
using Monitor.Tests.Problems;
using Monitor.Web.Access;
using Monitor.Web.Tickets;
using Monitor.Web.Tickets.Service.Admin;
using static Monitor.Tests.Tickets.Service.SlaStage;

namespace Monitor.Tests.Tickets.Service;

/// <summary>What happens to the promises of a ticket while somebody else is at the same rows.</summary>
public sealed class EscalationRaceTests(ActingFloor floor) : IClassFixture<ActingFloor>
{
    private static readonly CancellationToken Never = CancellationToken.None;

    private static readonly SlaClock First = SlaClock.FirstResponse;

    [Fact]
    public async Task What_was_due_before_a_level_or_calendar_is_saved_is_told_at_the_next_look_and_no_step_that_came_with_it_is()
    {
        var stage = await SetAsync(floor, "", Step(First, 0, EscalationAction.TellLeads));
        floor.Clock.Advance(TimeSpan.FromMinutes(241));
        await RenameAsync(stage, Step(First, -60, EscalationAction.RaisePriority));
        Assert.True((await stage.Calendars.SaveAsync(stage.Admin, stage.CalendarId, null, new($"calendar {Guid.NewGuid():N}", "Europe/Berlin", "", ""), Never)).IsDone);
        Assert.Equal(1, await stage.LookAsync());
        Assert.EndsWith("told the leads (Lead).", Assert.Single(await stage.EntriesAsync()), StringComparison.Ordinal);
        Assert.Equal(TicketPriority.Medium, (await stage.TicketAsync()).Priority);
    }

    [Fact]
    public async Task What_was_due_when_a_ticket_began_to_wait_is_told_when_it_goes_on_although_its_level_was_saved_meanwhile()
    {
        var stage = await SetAsync(floor, "", Step(First, 0, EscalationAction.TellLeads));
        floor.Clock.Advance(TimeSpan.FromMinutes(241));
        await stage.MovesAsync(TicketState.Pending);
        await RenameAsync(stage);
        Assert.Equal(0, await stage.LookAsync());
        await stage.MovesAsync(TicketState.Open);
        Assert.Equal(1, await stage.LookAsync());
        Assert.Single(await stage.ToldAsync());
    }

    [Fact]
    public async Task A_ticket_whose_escalation_breaks_a_key_of_something_else_rests_and_is_not_taken_for_done_by_somebody_faster()
    {
        var stage = await SetAsync(floor, "", Step(First, 0, EscalationAction.TellLeads));
        await using var db = floor.Db();
        var used = await db.TicketEntries.Where(e => e.CommandKey != null && db.Tickets.Any(t => t.Id == e.TicketId && t.Number == stage.Number)).Select(e => e.CommandKey).FirstAsync();
        var broken = new InterruptedServer(floor, saving =>
        {
            saving.ChangeTracker.Entries<TicketEntry>().Where(e => e.State == EntityState.Added).ToList().ForEach(e => e.Entity.CommandKey = used);
            return Task.CompletedTask;
        });
        floor.Clock.Advance(TimeSpan.FromMinutes(241));
        Assert.Equal(0, await stage.Server(broken).TakeDueAsync(Never));
        Assert.Equal(floor.Clock.GetUtcNow().AddMinutes(1), (await stage.ClockAsync(First))!.NextAt);
        Assert.Equal(1, await stage.AfterAsync(1));
        Assert.Single(await stage.ToldAsync());
    }

    [Fact]
    public async Task A_level_that_is_deleted_while_a_ticket_is_opened_is_not_the_tickets_and_the_ticket_is_opened_once()
    {
        var stage = await SetAsync(floor, "");
        var (desk, title) = (Desk(stage, () => stage.PolicyId), $"Printer {Guid.NewGuid():N}");
        var outcome = await desk.OpenAsync(stage.Requester, new NewTicket(title, "", TicketPriority.Medium, null, Guid.NewGuid()), Never);
        Assert.True(outcome.IsDone);
        await using var db = floor.Db();
        var ticket = await db.Tickets.SingleAsync(t => t.Title == title);
        Assert.Equal(outcome.Number, ticket.Number);
        Assert.False(await db.SlaTimers.AnyAsync(t => t.TicketId == ticket.Id));
    }

    [Fact]
    public async Task A_level_that_is_deleted_while_a_ticket_changes_to_it_is_not_the_tickets()
    {
        var stage = await SetAsync(floor, "");
        var high = await stage.Policies.SaveAsync(stage.Admin, null, null, stage.Wish with { Name = $"{stage.Wish.Name} high", Priority = TicketPriority.High }, Never);
        await stage.Policies.MoveAsync(stage.Admin, high.Id, up: true, Never);
        Assert.True((await Desk(stage, () => high.Id).PrioritiseAsync(stage.Member, new TicketCommand(stage.Number, Guid.NewGuid()), TicketPriority.High, Never)).IsDone);
        Assert.Equal((TicketPriority.High, stage.PolicyId), ((await stage.TicketAsync()).Priority, (await stage.ClockAsync(First))!.PolicyId));
    }

    [Fact]
    public async Task Only_members_whose_scope_has_the_ticket_are_told_and_the_database_is_asked_once_for_all_of_them()
    {
        var asked = new List<int>();
        foreach (var limited in new[] { 1, 6 })
        {
            var stage = await SetAsync(floor, "", Step(First, 0, EscalationAction.TellTeam));
            var told = new List<int> { stage.Lead.UserId!.Value, stage.Member.UserId!.Value };
            await using var db = floor.Db();
            var (here, elsewhere) = (new HostGroup { Name = $"here {Guid.NewGuid():N}", ParentId = HostGroup.FleetId }, new HostGroup { Name = $"else {Guid.NewGuid():N}", ParentId = HostGroup.FleetId });
            db.HostGroups.AddRange(here, elsewhere);
            var host = await floor.HostAsync($"host {Guid.NewGuid():N}");
            await db.SaveChangesAsync();
            await db.Hosts.Where(h => h.Id == host.Id).ExecuteUpdateAsync(set => set.SetProperty(h => h.GroupId, here.Id));
            await db.Tickets.Where(t => t.Number == stage.Number).ExecuteUpdateAsync(set => set.SetProperty(t => t.HostId, host.Id));
            for (var i = 0; i < limited; i++)
            {
                told.Add(await JoinAsync(stage, here));
                await JoinAsync(stage, elsewhere);
            }

            floor.Clock.Advance(TimeSpan.FromMinutes(241));
            var server = new InterruptedServer(floor);
            Assert.Equal(1, await stage.Server(server).TakeDueAsync(Never));
            Assert.Equal(told.Order(), Assert.Single(await stage.ToldAsync()).Order());
            asked.Add(server.Asked);
        }

        Assert.Equal(asked[0], asked[1]);
    }

    private static async Task RenameAsync(SlaStage stage, params StepWish[] more)
    {
        var renamed = stage.Wish with { Name = $"{stage.Wish.Name} x", Steps = [.. stage.Wish.Steps, .. more] };
        Assert.True((await stage.Policies.SaveAsync(stage.Admin, stage.PolicyId, null, renamed, Never)).IsDone);
    }

    /// <summary>A desk on whose first clock somebody deletes the level.</summary>
    private TicketDesk Desk(SlaStage stage, Func<int> policyId)
    {
        var isDeleted = false;
        var server = new InterruptedServer(floor, async saving =>
        {
            if (!isDeleted && saving.ChangeTracker.Entries<SlaTimer>().Any(e => e.State is EntityState.Added or EntityState.Modified))
            {
                isDeleted = true;
                Assert.True((await stage.Policies.DeleteAsync(stage.Admin, policyId(), Never)).IsDone);
            }
        });
        return new TicketDesk(server, floor.Journal, new TicketWork(server, floor.Journal, floor.Consequences, floor.Live), floor.Consequences, floor.Live);
    }

    private async Task<int> JoinAsync(SlaStage stage, HostGroup group)
    {
        var person = await floor.PersonAsync(Roles.Technician);
        await using var db = floor.Db();
        db.TeamMembers.Add(new TeamMember { TeamId = stage.Desk.Id, UserId = person.UserId!.Value });
        db.UserScopes.Add(new UserScope { UserId = person.UserId!.Value, GroupId = group.Id });
        await db.SaveChangesAsync();
        return person.UserId!.Value;
    }
}
