using Microsoft.EntityFrameworkCore;
using Monitor.Domain.Tickets;
using Monitor.Domain.Tickets.Service;
using Monitor.Tests.Problems;
using Npgsql;
using static Monitor.Tests.Tickets.Service.SlaStage;

namespace Monitor.Tests.Tickets.Service;

public sealed class EscalationTests(ActingFloor floor) : IClassFixture<ActingFloor>
{
    private static readonly CancellationToken Never = CancellationToken.None;

    private static readonly SlaClock First = SlaClock.FirstResponse;

    [Fact]
    public async Task Clocks_follow_what_people_do_in_the_transaction_of_the_deed()
    {
        var stage = await SetAsync(floor, "");
        Assert.Equal(stage.Opened.AddHours(4), (await stage.ClockAsync(First))!.DueAt);
        Assert.Null(await stage.ClockAsync(SlaClock.NextUpdate));
        await stage.AfterAsync(60);
        await stage.SaysAsync(stage.Member, "Which one?");
        Assert.Equal(stage.Opened.AddHours(1), (await stage.ClockAsync(First))!.MetAt);
        await stage.SaysAsync(stage.Requester, "The one on the left");
        Assert.Equal(stage.Opened.AddHours(3), (await stage.ClockAsync(SlaClock.NextUpdate))!.DueAt);
        await stage.MovesAsync(TicketState.Pending);
        Assert.Equal((null, null), (await NextAsync(stage, SlaClock.NextUpdate), await NextAsync(stage, SlaClock.Resolution)));
        await stage.AfterAsync(600);
        await stage.MovesAsync(TicketState.Resolved);
        var resolution = (await stage.ClockAsync(SlaClock.Resolution))!;
        Assert.Equal((TimeSpan.FromHours(1), floor.Clock.GetUtcNow(), null), (resolution.Spent, resolution.MetAt, resolution.BreachedAt));
        await stage.MovesAsync(TicketState.Open);
        Assert.Equal(floor.Clock.GetUtcNow().AddHours(9), (await stage.ClockAsync(SlaClock.Resolution))!.DueAt);
    }

    [Fact]
    public async Task A_step_tells_whom_it_names_at_its_time_and_says_which_promise_it_is_about()
    {
        var stage = await SetAsync(floor, "", Step(First, -15, EscalationAction.TellLeads), Step(First, 0, EscalationAction.TellAssignee));
        await stage.AfterAsync(224);
        Assert.Empty(await stage.ToldAsync());
        await stage.AfterAsync(1);
        var entry = Assert.Single(await stage.EntriesAsync());
        Assert.StartsWith($"First response is due {stage.Opened.AddHours(4):yyyy-MM-dd HH:mm} UTC, in 15 min (level", entry, StringComparison.Ordinal);
        Assert.EndsWith("told the leads (Lead).", entry, StringComparison.Ordinal);
        Assert.Equal([stage.Lead.UserId!.Value], Assert.Single(await stage.ToldAsync()));
        await stage.AfterAsync(15);
        Assert.Contains("and is late now", (await stage.EntriesAsync())[1], StringComparison.Ordinal);
        Assert.Contains("nobody in particular has it, so the team (Lead, Technician)", (await stage.EntriesAsync())[1], StringComparison.Ordinal);
        var timer = (await stage.ClockAsync(First))!;
        Assert.Equal((timer.DueAt, null), (timer.BreachedAt, timer.NextAt));
        await using var db = floor.Db();
        Assert.Equal(2, await db.Audit.CountAsync(a => a.SubjectId == $"{stage.Number}" && a.Act == "ticket.changed" && a.UserId == null));
    }

    [Fact]
    public async Task Steps_give_away_assign_and_raise_and_the_raised_priority_chooses_its_own_level()
    {
        var stage = await SetAsync(floor, "", Step(First, 0, EscalationAction.RaisePriority), Step(First, 60, EscalationAction.ToLead));
        var urgent = await stage.Policies.SaveAsync(
            stage.Admin, null, null, stage.Wish with { Name = $"{stage.Wish.Name} high", Priority = TicketPriority.High, FirstResponse = TimeSpan.FromHours(6), Steps = [Step(First, 0, EscalationAction.ToLead)] }, Never);
        await stage.Policies.MoveAsync(stage.Admin, urgent.Id, up: true, Never);
        await stage.AfterAsync(240);
        Assert.Equal(TicketPriority.High, (await stage.TicketAsync()).Priority);
        Assert.Equal((urgent.Id, stage.Opened.AddHours(6), null), ((await stage.ClockAsync(First))!.PolicyId, (await stage.ClockAsync(First))!.DueAt, (await stage.ClockAsync(First))!.BreachedAt));
        await stage.AfterAsync(120);
        Assert.Equal(stage.Lead.UserId, (await stage.TicketAsync()).AssigneeUserId);
        Assert.Contains("priority Medium → High", (await stage.EntriesAsync())[0], StringComparison.Ordinal);
        Assert.EndsWith("assigned it to Lead.", (await stage.EntriesAsync())[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_ticket_is_given_to_another_team_and_the_team_is_told()
    {
        var other = await SetAsync(floor, "");
        var stage = await SetAsync(floor, "", Step(First, 0, EscalationAction.ToTeam, other.Desk.Id));
        await stage.AfterAsync(241);
        var ticket = await stage.TicketAsync();
        Assert.Equal((other.Desk.Id, null), (ticket.TeamId, ticket.AssigneeUserId));
        Assert.Equal(new[] { other.Lead.UserId!.Value, other.Member.UserId!.Value }.Order(), Assert.Single(await stage.ToldAsync()).Order());
    }

    [Fact]
    public async Task What_was_missed_while_nothing_ran_is_one_entry_in_the_order_of_the_ladder()
    {
        var stage = await SetAsync(
            floor, "", Step(First, 0, EscalationAction.RaisePriority), Step(First, -15, EscalationAction.TellLeads), Step(First, 60, EscalationAction.ToLead), Step(SlaClock.Resolution, 0, EscalationAction.TellTeam));
        await stage.AfterAsync(24 * 60);
        var entry = Assert.Single(await stage.EntriesAsync());
        Assert.Matches("(?s)^First response was due .* late by 20 h .*: told the leads .*; priority Medium → High; assigned it to Lead\\.\nResolution was due .*: told the team .*\\.$", entry);
        Assert.Single(await stage.ToldAsync());
        Assert.Equal(0, await stage.AfterAsync(24 * 60));
    }

    [Fact]
    public async Task Pending_nights_and_weekends_take_nothing_of_a_promise()
    {
        var stage = await SetAsync(floor, "MO-FR 09:00-17:00", Step(First, 0, EscalationAction.TellLeads)); // Friday 13:00 in Berlin
        await stage.AfterAsync(180);
        await stage.MovesAsync(TicketState.Pending);
        await stage.AfterAsync(2 * 24 * 60);
        await stage.MovesAsync(TicketState.Open); // Sunday
        Assert.Equal(new DateTimeOffset(2026, 11, 23, 9, 0, 0, TimeSpan.Zero).Date, (await stage.ClockAsync(First))!.DueAt!.Value.Date);
        Assert.Empty(await stage.ToldAsync());
    }

    [Fact]
    public async Task Fault_42_Two_servers_that_look_at_once_take_each_step_once()
    {
        var stage = await SetAsync(floor, "", Step(First, 0, EscalationAction.TellLeads), Step(First, 0, EscalationAction.RaisePriority));
        floor.Clock.Advance(TimeSpan.FromHours(5));
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(stage.LookAsync)));
        await stage.LookAsync();
        Assert.Single(await stage.EntriesAsync());
        Assert.Single(await stage.ToldAsync());
        Assert.Equal(TicketPriority.High, (await stage.TicketAsync()).Priority);
    }

    [Fact]
    public async Task Fault_43_What_a_server_had_written_but_not_committed_when_it_died_another_one_does_once()
    {
        var stage = await SetAsync(floor, "", Step(First, 0, EscalationAction.TellLeads), Step(First, 0, EscalationAction.RaisePriority));
        floor.Clock.Advance(TimeSpan.FromHours(5));
        await Assert.ThrowsAsync<DyingServer.DiedException>(() => stage.Server(new DyingServer(floor)).TakeDueAsync(Never));
        Assert.Empty(await stage.EntriesAsync());
        Assert.Equal((TicketPriority.Medium, null), ((await stage.TicketAsync()).Priority, (await stage.ClockAsync(First))!.BreachedAt));
        Assert.Equal(1, await stage.LookAsync());
        Assert.Equal(0, await stage.LookAsync());
        Assert.Single(await stage.EntriesAsync());
        Assert.Single(await stage.ToldAsync());
        Assert.Equal(TicketPriority.High, (await stage.TicketAsync()).Priority);
    }

    [Fact]
    public async Task A_ticket_that_somebody_has_in_hand_is_left_alone_and_looked_at_again()
    {
        var stage = await SetAsync(floor, "", Step(First, 0, EscalationAction.TellLeads));
        floor.Clock.Advance(TimeSpan.FromHours(5));
        await using (var hand = await floor.Databases.Ui.OpenConnectionAsync())
        {
            await using var transaction = await hand.BeginTransactionAsync();
            await using var hold = new NpgsqlCommand("SELECT id FROM tickets WHERE number = $1 FOR UPDATE", hand, transaction) { Parameters = { new() { Value = stage.Number } } };
            await hold.ExecuteScalarAsync();
            Assert.Equal(0, await stage.LookAsync()); // comes back at once
        }

        Assert.Equal(1, await stage.LookAsync());
        Assert.Single(await stage.ToldAsync());
    }

    [Fact]
    public async Task A_first_answer_before_it_is_due_stops_the_ladder_and_no_update_starts_it_again()
    {
        var stage = await SetAsync(floor, "", Step(First, -15, EscalationAction.TellLeads), Step(First, 0, EscalationAction.TellLeads), Step(SlaClock.NextUpdate, 0, EscalationAction.TellTeam));
        await stage.AfterAsync(200);
        await stage.SaysAsync(stage.Member, "We look");
        var met = (await stage.ClockAsync(First))!;
        await stage.SaysAsync(stage.Requester, "Thank you");
        await stage.AfterAsync(119);
        Assert.Empty(await stage.EntriesAsync());
        await stage.AfterAsync(2);
        Assert.StartsWith("Next update was due", Assert.Single(await stage.EntriesAsync()), StringComparison.Ordinal);
        var after = (await stage.ClockAsync(First))!;
        Assert.Equal((met.MetAt, met.Spent, (DateTimeOffset?)null, (DateTimeOffset?)null), (after.MetAt, after.Spent, after.BreachedAt, after.NextAt));
    }

    [Fact]
    public async Task Words_that_come_at_once_are_all_kept_and_start_one_next_update()
    {
        var stage = await SetAsync(floor, "");
        foreach (var _ in Enumerable.Range(0, 5))
        {
            await stage.OpenAsync();
            await stage.SaysAsync(stage.Member, "We look");
            await Task.WhenAll(Enumerable.Range(0, 3).Select(i => Task.Run(() => stage.SaysAsync(stage.Requester, $"word {i}"))));
            Assert.NotNull((await stage.ClockAsync(SlaClock.NextUpdate))!.DueAt);
        }
    }

    [Fact]
    public async Task Fault_27_A_clock_of_the_server_that_steps_forth_and_back_takes_no_step_twice()
    {
        var stage = await SetAsync(floor, "", Step(First, -60, EscalationAction.TellLeads), Step(First, 0, EscalationAction.RaisePriority));
        floor.Clock.StepWallClock(TimeSpan.FromHours(8));
        await stage.LookAsync();
        floor.Clock.StepWallClock(TimeSpan.FromHours(-8));
        foreach (var _ in Enumerable.Range(0, 10))
        {
            await stage.AfterAsync(60);
        }

        Assert.Single(await stage.EntriesAsync());
        Assert.Equal(TicketPriority.High, (await stage.TicketAsync()).Priority);
    }

    [Fact]
    public async Task Each_round_of_the_next_update_has_its_own_steps()
    {
        var stage = await SetAsync(floor, "", Step(SlaClock.NextUpdate, 0, EscalationAction.TellLeads));
        await stage.SaysAsync(stage.Member, "We look");
        foreach (var round in new[] { 1, 2 })
        {
            await stage.SaysAsync(stage.Requester, "And now?");
            await stage.AfterAsync(121);
            Assert.Equal(round, (await stage.ToldAsync()).Count);
            await stage.SaysAsync(stage.Member, "Still looking");
        }
    }

    [Fact]
    public async Task A_promise_about_a_ticket_without_a_team_reaches_those_who_lead()
    {
        var stage = await SetAsync(floor, "", Step(First, 0, EscalationAction.TellLeads));
        await using var db = floor.Db();
        await db.Tickets.Where(t => t.Number == stage.Number).ExecuteUpdateAsync(set => set.SetProperty(t => t.TeamId, (int?)null));
        await stage.AfterAsync(241);
        Assert.Contains("because the ticket has no team", Assert.Single(await stage.EntriesAsync()), StringComparison.Ordinal);
        Assert.Contains(stage.Lead.UserId!.Value, Assert.Single(await stage.ToldAsync()));
    }

    private static async Task<DateTimeOffset?> NextAsync(SlaStage stage, SlaClock clock) => (await stage.ClockAsync(clock))!.NextAt;
}
