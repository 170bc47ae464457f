using Microsoft.EntityFrameworkCore;
using Monitor.Domain.Access;
using Monitor.Domain.Problems;
using Monitor.Domain.Problems.Suppression;
using Monitor.Domain.Tickets;
using Monitor.Tests.Problems;
using Monitor.Web.Access;
using Monitor.Web.Problems.Suppression;
using Monitor.Web.Tickets;

namespace Monitor.Tests.Tickets;

public sealed class TicketHandsTests(ActingFloor floor) : IClassFixture<ActingFloor>
{
    private static readonly CancellationToken Never = CancellationToken.None;

    private DateTimeOffset Now => floor.Clock.GetUtcNow();

    [Fact]
    public async Task Acknowledging_names_its_owner_takes_what_is_nobodys_and_is_in_the_history()
    {
        var (technician, number) = await OpenAsync();
        Assert.True((await floor.Desk.AcknowledgeAsync(technician, Command(number), "on it", Now.AddHours(4), Never)).IsDone);
        var ticket = (await FindAsync(technician, number))!;
        Assert.Equal(("Technician", "on it", Now.AddHours(4)), (ticket.Acknowledged!.By, ticket.Acknowledged.Note, ticket.Acknowledged.Until));
        Assert.Equal(technician.UserId, ticket.AssigneeUserId);
        Assert.StartsWith("Acknowledged until 2026-", ticket.Entries[^1].Text, StringComparison.Ordinal);
        Assert.EndsWith("on it", ticket.Entries[^1].Text, StringComparison.Ordinal);
        await using var db = floor.Db();
        var audits = await db.Audit.Where(a => a.SubjectId == $"{number}" && a.UserId == technician.UserId).Select(a => a.After).ToListAsync();
        Assert.Contains(audits, a => a!.Contains("Acknowledged", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_acknowledged_or_snoozed_is_a_reason_until_its_end_or_until_it_is_taken_back()
    {
        var (technician, number) = await OpenAsync();
        await floor.Desk.AcknowledgeAsync(technician, Command(number), "", Now.AddHours(4), Never);
        await floor.Desk.SnoozeAsync(technician, Command(number), "after lunch", Now.AddHours(1), Never);
        Assert.Equal([SuppressionKind.Acknowledged, SuppressionKind.Snoozed], await ReasonsAsync(number, Now));
        Assert.Equal([SuppressionKind.Acknowledged], await ReasonsAsync(number, Now.AddHours(1)));
        Assert.Equal([], await ReasonsAsync(number, Now.AddHours(4)));
        await floor.Desk.ReleaseAsync(technician, Command(number), isSnooze: false, Never);
        Assert.Equal([SuppressionKind.Snoozed], await ReasonsAsync(number, Now));
        await floor.Desk.ReleaseAsync(technician, Command(number), isSnooze: true, Never);
        Assert.Equal([], await ReasonsAsync(number, Now));
        Assert.Equal("No longer snoozed.", (await FindAsync(technician, number))!.Entries[^1].Text);
    }

    [Fact]
    public async Task A_ticket_that_is_done_loses_both_and_takes_neither()
    {
        var (technician, number) = await OpenAsync();
        await floor.Desk.AcknowledgeAsync(technician, Command(number), "", null, Never);
        Assert.Equal([SuppressionKind.Acknowledged], await ReasonsAsync(number, Now.AddDays(100)));
        await floor.Desk.MoveAsync(technician, Command(number), TicketState.Resolved, "done", Never);
        Assert.Equal([], await ReasonsAsync(number, Now));
        var refused = await floor.Desk.SnoozeAsync(technician, Command(number), "", Now.AddHours(1), Never);
        Assert.Equal((TicketResult.Invalid, "This ticket is done. Reopen it first."), (refused.Result, refused.Message));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    [InlineData(31 * 24 * 60)]
    public async Task An_end_lies_ahead_and_within_a_month(int minutes)
    {
        var (technician, number) = await OpenAsync();
        Assert.Equal(TicketResult.Invalid, (await floor.Desk.SnoozeAsync(technician, Command(number), "", Now.AddMinutes(minutes), Never)).Result);
        Assert.Equal(TicketResult.Invalid, (await floor.Desk.AcknowledgeAsync(technician, Command(number), "", Now.AddMinutes(minutes), Never)).Result);
    }

    [Fact]
    public async Task Attack_27_Who_does_not_work_on_tickets_takes_none_in_hand()
    {
        var (technician, number) = await OpenAsync();
        var viewer = await floor.PersonAsync(Roles.Viewer);
        Assert.Equal(TicketResult.Refused, (await floor.Desk.AcknowledgeAsync(viewer, Command(number), "", null, Never)).Result);
        Assert.Equal(TicketResult.Refused, (await floor.Desk.SnoozeAsync(viewer, Command(number), "", Now.AddHours(1), Never)).Result);
        await floor.Desk.AcknowledgeAsync(technician, Command(number), "", null, Never);
        Assert.Equal(TicketResult.Refused, (await floor.Desk.ReleaseAsync(viewer, Command(number), false, Never)).Result);
        Assert.Equal(TicketResult.NotFound, (await floor.Desk.AcknowledgeAsync(await floor.PersonAsync(Roles.EndUser), Command(number), "", null, Never)).Result);
    }

    [Fact]
    public async Task Attack_28_A_button_that_is_pressed_fifty_times_acknowledges_once()
    {
        var (technician, number) = await OpenAsync();
        var command = Command(number);
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => floor.Desk.AcknowledgeAsync(technician, command, "", null, Never)));
        Assert.Contains(outcomes, o => o.IsDone);
        var ticket = (await FindAsync(technician, number))!;
        Assert.Single(ticket.Entries, e => e.Text.StartsWith("Acknowledged", StringComparison.Ordinal));
    }

    private async Task<(Actor Technician, int Number)> OpenAsync()
    {
        var technician = await floor.PersonAsync(Roles.Technician);
        var opened = await floor.Desk.OpenAsync(technician, new NewTicket("Disk", "", TicketPriority.Medium, null, Guid.NewGuid()), Never);
        return (technician, opened.Number);
    }

    private Task<TicketDetail?> FindAsync(Actor actor, int number) => new TicketQueries(floor.Contexts, floor.Clock).FindAsync(actor, number, Never);

    private async Task<IEnumerable<SuppressionKind>> ReasonsAsync(int number, DateTimeOffset at)
    {
        await using var db = floor.Db();
        var id = await db.Tickets.Where(t => t.Number == number).Select(t => t.Id).SingleAsync();
        var set = await SuppressionReading.ReadAsync(db, Now, Never);
        return set.ReasonsFor(new SuppressionSubject(1, "disk-full", "disk.used_percent", "", Severity.Warning, id), at).Select(r => r.Kind);
    }

    private static TicketCommand Command(int number) => new(number, Guid.NewGuid());
}
