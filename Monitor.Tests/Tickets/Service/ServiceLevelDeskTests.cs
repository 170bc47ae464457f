using Microsoft.EntityFrameworkCore;
using Monitor.Domain.Access;
using Monitor.Domain.Tickets.Service;
using Monitor.Tests.Problems;
using Monitor.Tests.Support;
using Monitor.Web.Tickets.Service.Admin;
using static Monitor.Tests.Tickets.Service.SlaStage;

namespace Monitor.Tests.Tickets.Service;

public sealed class ServiceLevelDeskTests(ActingFloor floor) : IClassFixture<ActingFloor>
{
    private static readonly CancellationToken Never = CancellationToken.None;

    private static readonly SlaClock First = SlaClock.FirstResponse;

    [Fact]
    public async Task A_change_of_a_promise_moves_what_is_to_come_and_tells_nobody_about_the_past()
    {
        var stage = await SetAsync(floor, "", Step(First, 60, EscalationAction.TellLeads));
        await stage.AfterAsync(180);
        var shorter = stage.Wish with { FirstResponse = TimeSpan.FromHours(1), Steps = [.. stage.Wish.Steps, Step(First, 0, EscalationAction.RaisePriority), Step(First, 180, EscalationAction.ToLead)] };
        Assert.True((await stage.Policies.SaveAsync(stage.Admin, stage.PolicyId, null, shorter, Never)).IsDone);
        Assert.Equal(stage.Opened.AddHours(1), (await stage.ClockAsync(First))!.DueAt);
        Assert.NotNull((await stage.ClockAsync(First))!.BreachedAt);
        await stage.LookAsync();
        Assert.Empty(await stage.EntriesAsync());
        await stage.AfterAsync(61);
        Assert.EndsWith("assigned it to Lead.", Assert.Single(await stage.EntriesAsync()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_step_that_stays_in_a_changed_ladder_is_not_taken_again()
    {
        var stage = await SetAsync(floor, "", Step(First, 0, EscalationAction.TellLeads));
        await stage.AfterAsync(241);
        await stage.Policies.SaveAsync(stage.Admin, stage.PolicyId, null, stage.Wish with { FirstResponse = TimeSpan.FromHours(6) }, Never);
        await stage.AfterAsync(300);
        Assert.Single(await stage.EntriesAsync());
    }

    [Fact]
    public async Task A_changed_calendar_keeps_what_has_run_and_moves_what_is_left()
    {
        var stage = await SetAsync(floor, "");
        await stage.AfterAsync(60); // Friday, later than closing time or not: the hours are those of all days
        var now = floor.Clock.GetUtcNow();
        var next = DateOnly.FromDateTime(now.UtcDateTime.AddDays(1));
        var saved = await stage.Calendars.SaveAsync(stage.Admin, stage.CalendarId, null, new CalendarWish($"c {Guid.NewGuid():N}", "UTC", "MO-SU 09:00-17:00", $"{DateOnly.FromDateTime(now.UtcDateTime):yyyy-MM-dd}"), Never);
        Assert.True(saved.IsDone, string.Join(' ', saved.Messages));
        var timer = (await stage.ClockAsync(First))!;
        Assert.Equal((TimeSpan.FromHours(1), new DateTimeOffset(next.ToDateTime(new TimeOnly(12, 0)), TimeSpan.Zero)), (timer.Spent, timer.DueAt));
    }

    [Fact]
    public async Task Switching_a_level_off_ends_its_clocks_and_keeps_those_that_are_over()
    {
        var stage = await SetAsync(floor, "", Step(SlaClock.Resolution, 0, EscalationAction.TellLeads));
        await stage.SaysAsync(stage.Member, "Hello");
        await stage.Policies.SaveAsync(stage.Admin, stage.PolicyId, null, stage.Wish with { IsEnabled = false }, Never);
        Assert.Null(await stage.ClockAsync(SlaClock.Resolution));
        Assert.NotNull((await stage.ClockAsync(First))!.MetAt);
        await stage.AfterAsync(24 * 60);
        Assert.Empty(await stage.EntriesAsync());
    }

    [Theory]
    [InlineData(Roles.Lead)]
    [InlineData(Roles.Technician)]
    [InlineData(Roles.EndUser)]
    public async Task Attack_27_Only_administrators_change_what_is_promised(string role)
    {
        var stage = await SetAsync(floor, "");
        var person = await floor.PersonAsync(role);
        Assert.Equal(SlaResult.Refused, (await stage.Policies.SaveAsync(person, stage.PolicyId, null, stage.Wish, Never)).Result);
        Assert.Equal(SlaResult.Refused, (await stage.Policies.DeleteAsync(person, stage.PolicyId, Never)).Result);
        Assert.Equal(SlaResult.Refused, (await stage.Policies.MoveAsync(person, stage.PolicyId, true, Never)).Result);
        Assert.Equal(SlaResult.Refused, (await stage.Calendars.SaveAsync(person, null, null, new CalendarWish("x", "UTC", "", ""), Never)).Result);
        Assert.Equal(SlaResult.Refused, (await stage.Calendars.DeleteAsync(person, stage.CalendarId, Never)).Result);
    }

    [Fact]
    public async Task The_second_of_two_editors_is_told_and_each_change_is_in_the_audit()
    {
        var stage = await SetAsync(floor, "");
        await using var db = floor.Db();
        var version = await db.SlaPolicies.Where(p => p.Id == stage.PolicyId).Select(p => p.RowVersion).SingleAsync();
        Assert.True((await stage.Policies.SaveAsync(stage.Admin, stage.PolicyId, version, stage.Wish with { NextUpdate = null }, Never)).IsDone);
        Assert.Equal(SlaResult.Conflict, (await stage.Policies.SaveAsync(stage.Admin, stage.PolicyId, version, stage.Wish, Never)).Result);
        Assert.Equal(
            ["service_level.created", "service_level.changed"],
            await db.Audit.Where(a => a.Subject == "service_level" && a.SubjectId == $"{stage.PolicyId}").OrderBy(a => a.Id).Select(a => a.Act).ToListAsync());
    }

    [Fact]
    public async Task What_is_used_is_not_deleted_and_what_cannot_be_kept_is_refused()
    {
        var stage = await SetAsync(floor, "");
        Assert.Contains("” uses this calendar", (await stage.Calendars.DeleteAsync(stage.Admin, stage.CalendarId, Never)).Messages[0], StringComparison.Ordinal);
        var few = await stage.Calendars.SaveAsync(stage.Admin, stage.CalendarId, null, new CalendarWish("x", "UTC", "MO 25:00-26:00", ""), Never);
        Assert.Equal(SlaResult.Invalid, few.Result);
        var gone = await stage.Policies.SaveAsync(stage.Admin, stage.PolicyId, null, stage.Wish with { CategoryId = int.MaxValue }, Never);
        Assert.Contains("is gone", gone.Messages[0], StringComparison.Ordinal);
        Assert.True((await stage.Policies.DeleteAsync(stage.Admin, stage.PolicyId, Never)).IsDone);
        Assert.Null(await stage.ClockAsync(First));
        Assert.True((await stage.Calendars.DeleteAsync(stage.Admin, stage.CalendarId, Never)).IsDone);
    }

    [Fact]
    public async Task A_new_installation_has_a_calendar_and_an_example_that_promises_nothing_yet_once()
    {
        var database = new TestDatabase();
        await database.InitializeAsync();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => new ShippedLevels(database.Factory).StartAsync(Never)));
        await using var db = database.CreateDb();
        Assert.Equal("Round the clock", (await db.ServiceCalendars.SingleAsync()).Name);
        var policy = await db.SlaPolicies.SingleAsync();
        Assert.False(policy.IsEnabled);
        var steps = await db.EscalationSteps.ToListAsync();
        Assert.Equal(5, steps.Count);
        Assert.Empty(SlaCheck.Errors(policy, steps, ServiceHours.Always, floor.Clock.GetUtcNow()));
        await db.DisposeAsync();
        await database.DisposeAsync();
    }
}
