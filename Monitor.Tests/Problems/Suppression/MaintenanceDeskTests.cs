using Microsoft.EntityFrameworkCore;
using Monitor.Domain.Access;
using Monitor.Domain.Metrics;
using Monitor.Domain.Problems.Suppression;
using Monitor.Web.Access;
using Monitor.Web.Problems.Suppression;
using Monitor.Web.Notifications;

namespace Monitor.Tests.Problems.Suppression;

public sealed class MaintenanceDeskTests(ActingFloor floor) : IClassFixture<ActingFloor>
{
    private static readonly CancellationToken Never = CancellationToken.None;

    private MaintenanceDesk Desk => new(floor.Contexts, new AuditLog(floor.Clock), floor.Live, floor.Clock);

    private SuppressionQueries Queries => new(floor.Contexts, floor.Clock);

    private MaintenanceNotices Notices => new(floor.Contexts, floor.Live, floor.Clock);

    [Theory]
    [InlineData(Roles.Viewer, false)]
    [InlineData(Roles.Technician, false)]
    [InlineData(Roles.Lead, true)]
    [InlineData(Roles.Admin, true)]
    public async Task Leads_and_administrators_plan_maintenance(string role, bool may)
    {
        var outcome = await Desk.CreateAsync(await floor.PersonAsync(role), Wish(TimeSpan.FromHours(1)), Never);
        Assert.Equal(may ? SuppressionResult.Done : SuppressionResult.Refused, outcome.Result);
    }

    [Fact]
    public async Task A_window_that_is_open_is_ended_early_the_next_one_left_out_and_all_of_it_cancelled()
    {
        var lead = await floor.PersonAsync(Roles.Lead);
        var start = Local(TimeSpan.FromHours(1));
        var made = await Desk.CreateAsync(lead, Wish(TimeSpan.FromHours(1)) with { Recurrence = "FREQ=DAILY" }, Never);
        Assert.Equal(SuppressionState.Coming, (await Queries.MaintenanceAsync(lead, made.Id, Never))!.State);
        floor.Clock.Advance(TimeSpan.FromMinutes(90));
        Assert.Equal(SuppressionState.Active, (await Queries.MaintenanceAsync(lead, made.Id, Never))!.State);

        Assert.True((await CutAsync(lead, made.Id)).IsDone);
        var next = (await Queries.MaintenanceAsync(lead, made.Id, Never))!;
        Assert.Equal((SuppressionState.Coming, start.AddDays(1)), (next.State, next.Next!.Value.From.UtcDateTime));

        Assert.True((await CutAsync(lead, made.Id)).IsDone);
        Assert.Equal(start.AddDays(2), (await Queries.MaintenanceAsync(lead, made.Id, Never))!.Next!.Value.From.UtcDateTime);

        Assert.True((await Desk.CancelAsync(lead, made.Id, Never)).IsDone);
        Assert.Equal(SuppressionState.Over, (await Queries.MaintenanceAsync(lead, made.Id, Never))!.State);
        Assert.Equal(SuppressionResult.Invalid, (await Desk.EditAsync(lead, made.Id, null, Wish(TimeSpan.FromHours(1)), Never)).Result);
        await using var db = floor.Db();
        Assert.Equal(
            ["maintenance.created", "maintenance.cut", "maintenance.cut", "maintenance.cancelled"],
            await db.Audit.Where(a => a.UserId == lead.UserId).OrderBy(a => a.Id).Select(a => a.Act).ToListAsync());
    }

    [Fact]
    public async Task What_is_ended_or_left_out_is_the_occurrence_that_was_shown_and_no_other()
    {
        var lead = await floor.PersonAsync(Roles.Lead);
        var wish = Wish(TimeSpan.FromHours(1)) with { Recurrence = "FREQ=DAILY" };
        var made = await Desk.CreateAsync(lead, wish, Never);
        floor.Clock.Advance(TimeSpan.FromMinutes(90));
        var tonight = (await Queries.MaintenanceAsync(lead, made.Id, Never))!.Next!.Value;

        // It ended by itself, or by somebody else, after the page was drawn.
        floor.Clock.Advance(TimeSpan.FromMinutes(31));
        var late = await Desk.CutAsync(lead, made.Id, tonight.From, Never);
        Assert.Equal(SuppressionResult.Conflict, late.Result);
        Assert.Contains("is over, or was changed", Assert.Single(late.Messages), StringComparison.Ordinal);
        var tomorrow = (await Queries.MaintenanceAsync(lead, made.Id, Never))!.Next!.Value;
        Assert.Equal(tonight.From.AddDays(1), tomorrow.From);

        // Two who leave the next one out leave out one.
        Assert.True((await Desk.CutAsync(lead, made.Id, tomorrow.From, Never)).IsDone);
        Assert.Equal(SuppressionResult.Conflict, (await Desk.CutAsync(lead, made.Id, tomorrow.From, Never)).Result);
        Assert.Equal(tonight.From.AddDays(2), (await Queries.MaintenanceAsync(lead, made.Id, Never))!.Next!.Value.From);
    }

    [Fact]
    public async Task A_window_that_gets_other_times_is_open_by_them_whatever_was_ended_or_left_out_by_those_before()
    {
        var lead = await floor.PersonAsync(Roles.Lead);
        var wish = Wish(TimeSpan.FromHours(1)) with { Recurrence = "FREQ=DAILY" };
        var start = Local(TimeSpan.FromHours(1));
        var made = await Desk.CreateAsync(lead, wish, Never);
        Assert.True((await CutAsync(lead, made.Id)).IsDone);
        Assert.Equal(start.AddDays(1), await NextAsync());

        // Another name or another length leaves out what was left out.
        Assert.True((await Desk.EditAsync(lead, made.Id, null, wish with { Name = "Another name" }, Never)).IsDone);
        Assert.True((await Desk.EditAsync(lead, made.Id, null, wish with { Duration = TimeSpan.FromHours(2) }, Never)).IsDone);
        Assert.Equal(start.AddDays(1), await NextAsync());

        // Half an hour earlier is another time, which nobody left out or ended.
        Assert.True((await Desk.EditAsync(lead, made.Id, null, wish with { StartsLocal = start.AddMinutes(-30) }, Never)).IsDone);
        Assert.Equal(start.AddMinutes(-30), await NextAsync());
        floor.Clock.Advance(TimeSpan.FromMinutes(40));
        Assert.True((await CutAsync(lead, made.Id)).IsDone);
        Assert.Equal(start.AddMinutes(-30).AddDays(1), await NextAsync());
        Assert.True((await Desk.EditAsync(lead, made.Id, null, wish with { StartsLocal = start.AddMinutes(-25) }, Never)).IsDone);
        Assert.Equal(SuppressionState.Active, (await Queries.MaintenanceAsync(lead, made.Id, Never))!.State);

        async Task<DateTime> NextAsync() => (await Queries.MaintenanceAsync(lead, made.Id, Never))!.Next!.Value.From.UtcDateTime;
    }

    [Fact]
    public async Task Attack_24_Who_was_limited_since_silences_and_maintains_no_more_than_his_groups_with_what_he_made_before()
    {
        var lead = await floor.PersonAsync(Roles.Lead);
        var window = await Desk.CreateAsync(lead, Wish(TimeSpan.FromHours(1)), Never);
        var silences = new SilenceDesk(floor.Contexts, new AuditLog(floor.Clock), floor.Live, floor.Clock);
        var wish = new SilenceWish("host=a", "why", null, floor.Clock.GetUtcNow().AddHours(1), Guid.NewGuid());
        var silence = await silences.CreateAsync(lead, wish, Never);
        var limited = lead with { GroupIds = [HostGroup.FleetId + 987_654] };
        Assert.True((await Desk.EditAsync(limited, window.Id, null, Wish(TimeSpan.FromHours(2)), Never)).IsDone);
        Assert.True((await silences.EditAsync(limited, silence.Id, null, wish with { Matchers = "host~*" }, Never)).IsDone);
        await using var db = floor.Db();
        Assert.Equal(limited.GroupIds, (await db.Maintenance.SingleAsync(w => w.Id == window.Id)).GroupIds);
        Assert.Equal(limited.GroupIds, (await db.Silences.SingleAsync(s => s.Id == silence.Id)).GroupIds);
    }

    [Fact]
    public async Task A_window_that_opens_again_stands_in_the_list_before_all_that_are_over_however_many_were_planned_since()
    {
        var lead = await floor.PersonAsync(Roles.Lead);
        var nightly = await Desk.CreateAsync(lead, Wish(TimeSpan.FromHours(1)) with { Recurrence = "FREQ=DAILY" }, Never);
        var now = floor.Clock.GetUtcNow();
        await using var db = floor.Db();
        db.Maintenance.AddRange(Enumerable.Range(0, 2_100).Select(_ => new MaintenanceWindow
        {
            Name = "of long ago", Matchers = "host=nobody", StartsLocal = Local(TimeSpan.FromDays(-90)), Duration = TimeSpan.FromHours(1), Zone = "UTC", AuthorUserId = lead.UserId, CreatedAt = now.AddDays(-91),
        }));
        await db.SaveChangesAsync();
        var planned = await Queries.MaintenanceAsync(lead, SuppressionStates.NotOver, 0, 50, Never);
        Assert.Contains(nightly.Id, planned.Lines.Select(l => l.Window.Id));
        Assert.DoesNotContain(planned.Lines, l => l.State == SuppressionState.Over);
        var all = await Queries.MaintenanceAsync(lead, SuppressionStates.All, planned.Total - 1, 3, Never);
        Assert.Equal([false, true, true], all.Lines.Select(l => l.State == SuppressionState.Over));
        var over = await Queries.MaintenanceAsync(lead, [SuppressionState.Over], 0, 3, Never);
        Assert.Equal(all.Lines.Skip(1).Select(l => l.Window.Id), over.Lines.Take(2).Select(l => l.Window.Id));
        Assert.Equal(planned.Total + over.Total, all.Total);
        await db.Maintenance.Where(w => w.Name == "of long ago").ExecuteDeleteAsync();
    }

    [Fact]
    public async Task Windows_that_are_over_leave_room_for_others()
    {
        var lead = await floor.PersonAsync(Roles.Lead);
        await using var db = floor.Db();
        var first = await Desk.CreateAsync(lead, Wish(TimeSpan.FromHours(1)), Never);
        var one = await db.Maintenance.AsNoTracking().SingleAsync(w => w.Id == first.Id);
        db.Maintenance.AddRange(Enumerable.Range(0, MaintenanceDesk.Most).Select(_ => new MaintenanceWindow
        {
            Name = one.Name, Reason = one.Reason, Matchers = "host=nobody", StartsLocal = one.StartsLocal, Duration = one.Duration, Zone = one.Zone, CommandKey = Guid.NewGuid(), AuthorUserId = lead.UserId,
        }));
        await db.SaveChangesAsync();
        Assert.Equal(SuppressionResult.Invalid, (await Desk.CreateAsync(lead, Wish(TimeSpan.FromHours(1)), Never)).Result);
        floor.Clock.Advance(TimeSpan.FromHours(3));
        Assert.True((await Desk.CreateAsync(lead, Wish(TimeSpan.FromHours(1)), Never)).IsDone);
        await db.Maintenance.Where(w => w.Matchers == "host=nobody").ExecuteDeleteAsync();
    }

    [Fact]
    public async Task Maintenance_is_told_a_quarter_of_an_hour_before_at_its_start_and_at_its_end_once_each()
    {
        var lead = await floor.PersonAsync(Roles.Lead);
        var made = await Desk.CreateAsync(lead, Wish(TimeSpan.FromHours(1)) with { Name = "Notices" }, Never);
        foreach (var (minutes, told) in new[] { (44, 0), (1, 1), (10, 1), (5, 2), (30, 2), (30, 3), (10, 3) })
        {
            floor.Clock.Advance(TimeSpan.FromMinutes(minutes));
            await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Notices.TellAsync(Never)));
            await using var db = floor.Db();
            Assert.Equal(told, await db.OutboxMessages.CountAsync(m => m.Kind == "notice" && m.Key.StartsWith($"maintenance/{made.Id}/")));
        }

        await using var end = floor.Db();
        var texts = await end.OutboxMessages.Where(m => m.Key.StartsWith($"maintenance/{made.Id}/")).OrderBy(m => m.Id).Select(m => m.Payload).ToListAsync();
        Assert.Contains("Maintenance begins at", texts[0], StringComparison.Ordinal);
        Assert.Contains("Maintenance began: Notices", texts[1], StringComparison.Ordinal);
        Assert.Contains("Maintenance ended: Notices", texts[2], StringComparison.Ordinal);

        // In the bell of who sees one of its hosts, and of nobody else.
        await floor.HostAsync("notices-1");
        await Desk.CreateAsync(lead, Wish(TimeSpan.FromMinutes(10)) with { Name = "In the bell", Matchers = "host=notices-1" }, Never);
        await Notices.TellAsync(Never);
        var bell = new BellQueries(floor.Contexts, floor.Clock);
        Assert.Contains((await bell.ReadAsync(lead, 20, Never)).Entries, e => e.Text.Contains("In the bell", StringComparison.Ordinal));
        Assert.DoesNotContain((await bell.ReadAsync(lead with { GroupIds = [987654] }, 20, Never)).Entries, e => e.Text.Contains("In the bell", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_was_due_while_nobody_looked_for_hours_is_not_told_any_more()
    {
        var lead = await floor.PersonAsync(Roles.Lead);
        var made = await Desk.CreateAsync(lead, Wish(TimeSpan.FromHours(1)), Never);
        floor.Clock.Advance(TimeSpan.FromHours(9));
        await Notices.TellAsync(Never);
        await using var db = floor.Db();
        Assert.False(await db.OutboxMessages.AnyAsync(m => m.Key.StartsWith($"maintenance/{made.Id}/")));
    }

    /// <summary>As a page does that was drawn now.</summary>
    private async Task<SuppressionOutcome> CutAsync(Actor actor, int id) =>
        await Desk.CutAsync(actor, id, (await Queries.MaintenanceAsync(actor, id, Never))!.Next!.Value.From, Never);

    private MaintenanceWish Wish(TimeSpan ahead) => new("Patch night", "updates", "host~*", Local(ahead), TimeSpan.FromHours(1), "UTC", null, Guid.NewGuid());

    private DateTime Local(TimeSpan ahead) => DateTime.SpecifyKind((floor.Clock.GetUtcNow() + ahead).UtcDateTime, DateTimeKind.Unspecified);
}
