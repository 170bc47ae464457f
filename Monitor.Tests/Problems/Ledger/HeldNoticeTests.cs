using Microsoft.EntityFrameworkCore;
using Monitor.Domain.Problems;
using Monitor.Domain.Problems.Ledger;
using Monitor.Domain.Tickets;

namespace Monitor.Tests.Problems.Ledger;

/// <summary>Silences, maintenance, dependencies and acts on tickets against the ledger on a real database.</summary>
public sealed class HeldNoticeTests(ActingFloor floor) : IClassFixture<ActingFloor>
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public async Task What_began_in_a_silence_and_lasts_is_told_at_its_end_once_and_opens_its_ticket_then()
    {
        var host = await floor.HostAsync("held-1");
        await floor.SilenceAsync(host, Hour);
        await floor.SayAsync(host, VerdictKind.Fired);
        Assert.StartsWith("(Began: silenced by somebody until", Assert.Single(await floor.NoticesAsync(host)), StringComparison.Ordinal);
        Assert.Null((await floor.ProblemAsync(host)).TicketId);
        await floor.SweepAsync(Minute);
        Assert.Single(await floor.NoticesAsync(host));

        await floor.SweepAsync(Hour);
        await floor.SweepAsync(Minute);
        Assert.Equal("Began", Assert.Single((await floor.NoticesAsync(host)).Skip(1)));
        Assert.NotNull((await floor.ProblemAsync(host)).TicketId);
        await floor.SayAsync(host, VerdictKind.Ended);
        Assert.Equal("Ended", (await floor.NoticesAsync(host))[^1]);
    }

    [Fact]
    public async Task What_came_and_went_within_maintenance_is_told_to_nobody_and_leaves_no_ticket()
    {
        var host = await floor.HostAsync("held-2");
        await floor.MaintainAsync(host, Hour);
        await floor.SayAsync(host, VerdictKind.Fired);
        await floor.SayAsync(host, VerdictKind.Ended);
        await floor.SweepAsync(Hour + Minute);
        var notices = await floor.NoticesAsync(host);
        Assert.StartsWith("(Began: in maintenance until", notices[0], StringComparison.Ordinal);
        Assert.Equal(["(Ended: nobody was told that it began)"], notices.Skip(1));
        await using var db = floor.Db();
        Assert.False(await db.Tickets.AnyAsync(t => t.HostId == host.Id));
    }

    [Fact]
    public async Task The_end_of_what_people_know_passes_a_silence()
    {
        var host = await floor.HostAsync("held-3");
        await floor.SayAsync(host, VerdictKind.Fired);
        await floor.SilenceAsync(host, Hour);
        await floor.SweepAsync(Minute);
        await floor.SayAsync(host, VerdictKind.Ended);
        await floor.SweepAsync(Hour + Minute);
        Assert.Equal(["Began", "Ended"], await floor.NoticesAsync(host));
    }

    [Fact]
    public async Task A_host_behind_one_that_is_down_joins_its_ticket_and_is_told_when_it_stays_away_after_the_others_return()
    {
        var (gateway, behind) = (await floor.HostAsync("held-gw"), await floor.HostAsync("held-4"));
        await floor.LinkAsync(gateway, behind);
        await floor.SayAsync(gateway, VerdictKind.Fired, "host-silent");
        floor.Clock.Advance(TimeSpan.FromMinutes(10));
        await floor.SayAsync(behind, VerdictKind.Fired, "host-silent");
        Assert.StartsWith("(Began: held-gw, through which it is reached, is down", Assert.Single(await floor.NoticesAsync(behind)), StringComparison.Ordinal);
        Assert.Equal((await floor.ProblemAsync(gateway)).TicketId, (await floor.ProblemAsync(behind)).TicketId);

        await floor.SayAsync(gateway, VerdictKind.Ended, "host-silent");
        await floor.SweepAsync(Minute);
        Assert.Single(await floor.NoticesAsync(behind));
        await floor.SweepAsync(2 * Minute);
        Assert.Equal("Began", Assert.Single((await floor.NoticesAsync(behind)).Skip(1)));
        await using var db = floor.Db();
        var ticket = await db.Tickets.SingleAsync(t => t.HostId == gateway.Id);
        Assert.NotEqual(TicketState.Resolved, ticket.State);
    }

    [Fact]
    public async Task What_is_acknowledged_is_not_repeated_but_its_step_to_critical_is_told()
    {
        var host = await floor.HostAsync("held-5");
        await floor.SayAsync(host, VerdictKind.Fired, severity: Severity.Warning);
        await floor.TicketAsync(host, t => t.Acknowledge(null, "on it", null, floor.Clock.GetUtcNow()));
        await floor.SweepAsync(Minute);
        await floor.SayAsync(host, VerdictKind.SeverityChanged, severity: Severity.Critical);
        Assert.Equal(["Began", "Escalated"], await floor.NoticesAsync(host));
        await floor.SweepAsync(TimeSpan.FromHours(9));
        Assert.Equal(2, (await floor.NoticesAsync(host)).Count);
        await floor.TicketAsync(host, t => t.Release());
        await floor.SweepAsync(Minute);
        Assert.Equal(["Began", "Escalated", "Repeat"], await floor.NoticesAsync(host));
        await using var db = floor.Db();
        var problem = (await floor.ProblemAsync(host)).Id;
        var reasons = await db.OutboxMessages.Where(m => m.Kind == ProblemNotice.OutboxKind && m.ProblemId == problem).OrderBy(m => m.Id).ToListAsync();
        Assert.Equal(
            ["it began, and nothing held it", "it became critical, although acknowledged by somebody", "it is critical, and nobody has had it in hand for 4 h"],
            reasons.Select(m => ProblemNotice.Read(m.Payload)!.Reason!.Split(" on ticket")[0]));
    }

    [Fact]
    public async Task What_is_snoozed_is_not_even_told_to_be_critical_until_the_snooze_is_over()
    {
        var host = await floor.HostAsync("held-6");
        await floor.SayAsync(host, VerdictKind.Fired, severity: Severity.Warning);
        await floor.TicketAsync(host, t => t.Snooze(null, "later", floor.Clock.GetUtcNow() + Hour, floor.Clock.GetUtcNow()));
        await floor.SayAsync(host, VerdictKind.SeverityChanged, severity: Severity.Critical);
        Assert.StartsWith("(Escalated: snoozed by", (await floor.NoticesAsync(host))[^1], StringComparison.Ordinal);
        await floor.SweepAsync(Hour + Minute);
        Assert.Equal("Escalated", (await floor.NoticesAsync(host))[^1]);
    }

    [Fact]
    public async Task Repeats_come_every_four_hours_at_most_five_times_and_a_silence_uses_none_of_them_up()
    {
        var host = await floor.HostAsync("held-7");
        await floor.SayAsync(host, VerdictKind.Fired, "host-silent");
        await floor.SilenceAsync(host, TimeSpan.FromHours(30));
        for (var hour = 0; hour < 60; hour++)
        {
            await floor.SweepAsync(Hour);
        }

        Assert.Equal(["Began", .. Enumerable.Repeat("Repeat", 5)], await floor.NoticesAsync(host));
        await floor.SayAsync(host, VerdictKind.Ended, "host-silent");
        Assert.Equal("Ended", (await floor.NoticesAsync(host))[^1]);
    }

    [Fact]
    public async Task One_problem_changes_its_severity_and_an_untouched_ticket_its_priority()
    {
        var host = await floor.HostAsync("held-8");
        await floor.SayAsync(host, VerdictKind.Fired, severity: Severity.Warning);
        await floor.SayAsync(host, VerdictKind.SeverityChanged, severity: Severity.Critical);
        await floor.SayAsync(host, VerdictKind.SeverityChanged, severity: Severity.Warning);
        await using var db = floor.Db();
        var problem = await db.Problems.SingleAsync(p => p.HostId == host.Id);
        Assert.Equal(Severity.Warning, problem.Severity);
        var ticket = await db.Tickets.SingleAsync(t => t.HostId == host.Id);
        Assert.Equal(TicketPriority.High, ticket.Priority);
        Assert.True(await db.TicketEntries.AnyAsync(e => e.TicketId == ticket.Id && e.Text.Contains("Warning → Critical") && e.Text.Contains("Priority: Medium → High.")));
        Assert.Equal(["Began", "Escalated"], await floor.NoticesAsync(host));
    }

    [Fact]
    public async Task Fault_42_Two_nodes_that_sweep_at_once_tell_it_once()
    {
        var host = await floor.HostAsync("held-9");
        await floor.SilenceAsync(host, Hour);
        await floor.SayAsync(host, VerdictKind.Fired);
        floor.Clock.Advance(Hour + Minute);
        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => floor.NewLedger().SweepAsync(CancellationToken.None))));
        Assert.Equal(["Began"], (await floor.NoticesAsync(host)).Skip(1));
    }

    [Fact]
    public async Task Fault_47_After_hours_of_standing_still_one_reminder_comes_and_no_burst()
    {
        var host = await floor.HostAsync("held-10");
        await floor.SayAsync(host, VerdictKind.Fired, "host-silent");
        await floor.SweepAsync(TimeSpan.FromHours(17));
        await floor.SweepAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(["Began", "Repeat"], await floor.NoticesAsync(host));
    }

    [Fact]
    public async Task Fault_27_A_clock_that_is_set_back_and_forth_tells_nothing_twice_and_ends_nothing_before_it_began()
    {
        var host = await floor.HostAsync("held-11");
        await floor.SayAsync(host, VerdictKind.Fired, "host-silent");
        floor.Clock.StepWallClock(-TimeSpan.FromHours(6));
        await floor.SweepAsync(Minute);
        await floor.SayAsync(host, VerdictKind.Fired, "host-silent");
        floor.Clock.StepWallClock(TimeSpan.FromHours(3));
        await floor.SweepAsync(Minute);
        Assert.Equal(["Began"], await floor.NoticesAsync(host));
        await floor.SayAsync(host, VerdictKind.Ended, "host-silent");
        var problem = await floor.ProblemAsync(host);
        Assert.True(problem.EndedAt >= problem.FiringAt && problem.FiringAt >= problem.BeganAt);
        Assert.Equal(["Began", "Ended"], await floor.NoticesAsync(host));
        floor.Clock.StepWallClock(TimeSpan.FromHours(3));
    }
}
