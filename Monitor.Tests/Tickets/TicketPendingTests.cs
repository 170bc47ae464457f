using Microsoft.EntityFrameworkCore;
using Monitor.Domain.Access;
using Monitor.Domain.Tickets;
using Monitor.Tests.Problems;
using Monitor.Web.Access;
using Monitor.Web.Tickets;

namespace Monitor.Tests.Tickets;

public sealed class TicketPendingTests(ActingFloor floor) : IClassFixture<ActingFloor>
{
    private static readonly CancellationToken Never = CancellationToken.None;

    private DateTimeOffset Now => floor.Clock.GetUtcNow();

    private PendingTickets Job => new(floor.Contexts, floor.Reports, floor.Live, floor.Clock);

    [Fact]
    public async Task The_requesters_answer_opens_a_ticket_that_waits_for_it_and_nobody_elses_does()
    {
        var (technician, person, number) = await OpenAsync();
        Assert.True((await floor.Desk.PendAsync(technician, New(number), PendingReason.Customer, null, "Which room?", Never)).IsDone);
        Assert.Equal("State: New → Pending, waiting for the requester. Which room?", (await FindAsync(technician, number)).Entries[^1].Text);
        await floor.Desk.CommentAsync(technician, New(number), "By the way", false, Never);
        Assert.Equal((TicketState.Pending, PendingReason.Customer), await StateAsync(number));
        await floor.Desk.CommentAsync(person, New(number), "Room 4", false, Never);
        Assert.Equal((TicketState.Open, null), await StateAsync(number));
        Assert.Equal("State: Pending → Open. The requester answered.", (await FindAsync(technician, number)).Entries[^1].Text);
        await using var db = floor.Db();
        var audits = await db.Audit.Where(a => a.SubjectId == $"{number}" && a.UserId == null).Select(a => a.After).ToListAsync();
        Assert.Single(audits, a => a!.Contains("The requester answered", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_waits_for_a_vendor_is_not_opened_by_the_requester()
    {
        var (technician, person, number) = await OpenAsync();
        await floor.Desk.PendAsync(technician, New(number), PendingReason.Vendor, null, "", Never);
        await floor.Desk.CommentAsync(person, New(number), "Any news?", false, Never);
        Assert.Equal((TicketState.Pending, PendingReason.Vendor), await StateAsync(number));
        Assert.True((await floor.Desk.PendAsync(technician, New(number), PendingReason.Date, Now.AddDays(1), "", Never)).IsDone);
        Assert.Equal((TicketState.Pending, PendingReason.Date), await StateAsync(number));
    }

    [Fact]
    public async Task Fault_42_A_date_that_has_come_opens_the_ticket_once_however_many_nodes_look()
    {
        var (technician, _, number) = await OpenAsync();
        var until = Now.AddHours(3);
        await floor.Desk.PendAsync(technician, New(number), PendingReason.Date, until, "", Never);
        await Job.OpenDueAsync(Never);
        Assert.Equal((TicketState.Pending, PendingReason.Date), await StateAsync(number));
        floor.Clock.Advance(TimeSpan.FromHours(3));
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Job.OpenDueAsync(Never))));
        await Job.OpenDueAsync(Never);
        Assert.Equal((TicketState.Open, null), await StateAsync(number));
        Assert.Single((await FindAsync(technician, number)).Entries, e => e.Text.StartsWith("The date has come", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Waiting_for_a_date_needs_one_that_lies_ahead()
    {
        var (technician, person, number) = await OpenAsync();
        Assert.Equal(TicketResult.Invalid, (await floor.Desk.PendAsync(technician, New(number), PendingReason.Date, null, "", Never)).Result);
        Assert.Equal(TicketResult.Invalid, (await floor.Desk.PendAsync(technician, New(number), PendingReason.Date, Now, "", Never)).Result);
        Assert.Equal(TicketResult.Invalid, (await floor.Desk.PendAsync(technician, New(number), PendingReason.Vendor, Now.AddDays(400), "", Never)).Result);
        Assert.Equal(TicketResult.Refused, (await floor.Desk.PendAsync(person, New(number), PendingReason.Customer, null, "", Never)).Result);
        await floor.Desk.MoveAsync(technician, New(number), TicketState.Closed, "", Never);
        Assert.Equal(TicketResult.Invalid, (await floor.Desk.PendAsync(technician, New(number), PendingReason.Customer, null, "", Never)).Result);
    }

    [Fact]
    public async Task A_move_to_pending_that_says_no_more_waits_for_the_requester_or_where_there_is_none_for_others()
    {
        var (technician, _, number) = await OpenAsync();
        Assert.True((await floor.Desk.MoveAsync(technician, New(number), TicketState.Pending, "", Never)).IsDone);
        Assert.Equal((TicketState.Pending, PendingReason.Customer), await StateAsync(number));
        var own = (await floor.Desk.OpenAsync(Actor.System, new NewTicket("Lamp", "", null, null, Guid.NewGuid()), Never)).Number;
        Assert.True((await floor.Desk.MoveAsync(technician, New(own), TicketState.Pending, "", Never)).IsDone);
        Assert.Equal((TicketState.Pending, PendingReason.Vendor), await StateAsync(own));
    }

    [Fact]
    public async Task A_ticket_without_a_requester_does_not_wait_for_one()
    {
        var technician = await floor.PersonAsync(Roles.Technician);
        var number = (await floor.Desk.OpenAsync(Actor.System, new NewTicket("Lamp", "", null, null, Guid.NewGuid()), Never)).Number;
        var refused = await floor.Desk.PendAsync(technician, New(number), PendingReason.Customer, Now.AddDays(1), "", Never);
        Assert.Equal(TicketResult.Invalid, refused.Result);
        Assert.Contains("no requester", refused.Message, StringComparison.Ordinal);
        Assert.True((await floor.Desk.PendAsync(technician, New(number), PendingReason.Date, Now.AddDays(1), "", Never)).IsDone);
        Assert.Equal(TicketResult.Invalid, (await floor.Desk.PendAsync(technician, New(number), PendingReason.Customer, null, "", Never)).Result);
        Assert.Equal((TicketState.Pending, PendingReason.Date), await StateAsync(number));
    }

    private async Task<(Actor Technician, Actor Person, int Number)> OpenAsync()
    {
        var person = await floor.PersonAsync(Roles.EndUser);
        var opened = await floor.Desk.OpenAsync(person, new NewTicket("Lamp", "", null, null, Guid.NewGuid()), Never);
        return (await floor.PersonAsync(Roles.Technician), person, opened.Number);
    }

    private async Task<(TicketState, PendingReason?)> StateAsync(int number)
    {
        await using var db = floor.Db();
        var ticket = await db.Tickets.SingleAsync(t => t.Number == number);
        return (ticket.State, ticket.PendingReason);
    }

    private async Task<TicketDetail> FindAsync(Actor actor, int number) => (await new TicketQueries(floor.Contexts, floor.Clock).FindAsync(actor, number, Never))!;

    private static TicketCommand New(int number) => new(number, Guid.NewGuid());
}
