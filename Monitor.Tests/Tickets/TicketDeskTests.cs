using Microsoft.EntityFrameworkCore;
using Monitor.Domain.Access;
using Monitor.Domain.Metrics;
using Monitor.Domain.Tickets;
using Monitor.Tests.Problems;
using Monitor.Web.Access;
using Monitor.Web.Tickets;

namespace Monitor.Tests.Tickets;

public sealed class TicketDeskTests(ActingFloor floor) : IClassFixture<ActingFloor>
{
    private static readonly CancellationToken Never = CancellationToken.None;

    [Fact]
    public async Task Attack_28_Fifty_clicks_in_one_frame_open_one_ticket()
    {
        var person = await floor.PersonAsync(Roles.EndUser);
        var wish = Wish("My screen is black");
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => floor.Desk.OpenAsync(person, wish, Never))));
        Assert.All(outcomes, o => Assert.True(o.IsDone, o.Message));
        Assert.Single(outcomes.Select(o => o.Number).Distinct());
        await using var db = floor.Db();
        Assert.Equal(1, await db.Tickets.CountAsync(t => t.RequesterUserId == person.UserId));
        Assert.Equal(1, await db.OutboxMessages.CountAsync(m => m.Key == $"ticket/{outcomes[0].Number}"));
    }

    [Fact]
    public async Task Attack_28_Fifty_clicks_on_comment_write_one_comment()
    {
        var (technician, number) = await TicketAsync();
        var command = new TicketCommand(number, Guid.NewGuid());
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => floor.Desk.CommentAsync(technician, command, "Once", false, Never))));
        Assert.All(outcomes, o => Assert.True(o.IsDone, o.Message));
        Assert.Single(await EntriesAsync(number), e => e.Text == "Once");
    }

    [Fact]
    public async Task Attack_28_Fifty_clicks_on_a_move_move_once()
    {
        var (technician, number) = await TicketAsync();
        var command = new TicketCommand(number, Guid.NewGuid(), await VersionAsync(number));
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => floor.Desk.MoveAsync(technician, command, TicketState.Open, "", Never))));
        Assert.All(outcomes, o => Assert.True(o.IsDone, o.Message));
        Assert.Single(await EntriesAsync(number), e => e.Text == "State: New → Open.");
    }

    [Fact]
    public async Task Attack_28_Who_was_demoted_a_moment_ago_is_refused_and_nothing_changes()
    {
        var (technician, number) = await TicketAsync();
        var demoted = technician with { Role = Roles.Viewer };
        Assert.Equal(TicketResult.Refused, (await floor.Desk.MoveAsync(demoted, New(number), TicketState.Closed, "", Never)).Result);
        Assert.Equal(TicketResult.Refused, (await floor.Desk.CommentAsync(demoted, New(number), "x", false, Never)).Result);
        Assert.Equal(TicketResult.Refused, (await floor.Desk.AssignAsync(demoted, New(number), technician.UserId, Never)).Result);
        Assert.Equal(TicketResult.Refused, (await floor.Desk.PrioritiseAsync(demoted, New(number), TicketPriority.Urgent, Never)).Result);
        Assert.Single(await EntriesAsync(number));
    }

    [Fact]
    public async Task A_ticket_is_worked_from_new_to_closed_and_its_history_says_so()
    {
        var (technician, number) = await TicketAsync();
        Assert.True((await floor.Desk.AssignAsync(technician, New(number), technician.UserId, Never)).IsDone);
        Assert.True((await floor.Desk.MoveAsync(technician, New(number), TicketState.Open, "", Never)).IsDone);
        Assert.True((await floor.Desk.PrioritiseAsync(technician, New(number), TicketPriority.High, Never)).IsDone);
        Assert.True((await floor.Desk.MoveAsync(technician, New(number), TicketState.Resolved, "Cable", Never)).IsDone);
        Assert.True((await floor.Desk.MoveAsync(technician, New(number), TicketState.Closed, "", Never)).IsDone);
        Assert.Equal(
            ["Assigned to Technician.", "State: New → Open.", "Priority: Medium → High.", "State: Open → Resolved. Cable", "State: Resolved → Closed."],
            (await EntriesAsync(number)).Skip(1).Select(e => e.Text));
        await using var db = floor.Db();
        var ticket = await db.Tickets.SingleAsync(t => t.Number == number);
        Assert.True(ticket.Touched);
        Assert.NotNull(ticket.ClosedAt);
        Assert.Equal(5, await db.Audit.CountAsync(a => a.Subject == "ticket" && a.SubjectId == $"{number}" && a.Act == "ticket.changed"));
    }

    [Fact]
    public async Task Fault_51_The_second_of_two_editors_sees_a_conflict()
    {
        var (technician, number) = await TicketAsync();
        var version = await VersionAsync(number);
        Assert.True((await floor.Desk.MoveAsync(technician, new(number, Guid.NewGuid(), version), TicketState.Open, "", Never)).IsDone);
        var second = await floor.Desk.MoveAsync(technician, new(number, Guid.NewGuid(), version), TicketState.Closed, "", Never);
        Assert.Equal(TicketResult.Conflict, second.Result);
        Assert.DoesNotContain(await EntriesAsync(number), e => e.Text.Contains("Closed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Resolving_a_ticket_whose_problem_still_fires_asks_for_a_reason()
    {
        var (technician, host) = (await floor.PersonAsync(Roles.Technician), await floor.HostAsync("desk-1"));
        await floor.Ledger.OpenAsync(await floor.BreachAsync(host), Never);
        await using var db = floor.Db();
        var number = await db.Tickets.Where(t => t.HostId == host.Id).Select(t => t.Number).SingleAsync();
        var refused = await floor.Desk.MoveAsync(technician, New(number), TicketState.Resolved, " ", Never);
        Assert.Equal(TicketResult.Invalid, refused.Result);
        Assert.Contains("Say why", refused.Message, StringComparison.Ordinal);
        Assert.True((await floor.Desk.MoveAsync(technician, New(number), TicketState.Resolved, "Known, disk is ordered", Never)).IsDone);
    }

    [Fact]
    public async Task Attack_24_An_end_user_finds_own_tickets_only_and_a_scoped_technician_those_of_the_scope()
    {
        var (mine, others) = (await floor.PersonAsync(Roles.EndUser), await floor.PersonAsync(Roles.EndUser));
        var number = (await floor.Desk.OpenAsync(mine, Wish("Mine"), Never)).Number;
        Assert.Equal(TicketResult.NotFound, (await floor.Desk.CommentAsync(others, New(number), "x", false, Never)).Result);
        Assert.True((await floor.Desk.CommentAsync(mine, New(number), "More of it", false, Never)).IsDone);
        Assert.Equal(TicketResult.Refused, (await floor.Desk.CommentAsync(mine, New(number), "x", true, Never)).Result);

        var host = await floor.HostAsync("desk-2");
        await floor.Ledger.OpenAsync(await floor.BreachAsync(host), Never);
        await using var db = floor.Db();
        var group = new HostGroup { Name = "elsewhere", ParentId = HostGroup.FleetId };
        db.HostGroups.Add(group);
        await db.SaveChangesAsync();
        var ofHost = await db.Tickets.Where(t => t.HostId == host.Id).Select(t => t.Number).SingleAsync();
        var outside = await floor.PersonAsync(Roles.Technician) with { GroupIds = [group.Id] };
        var inside = await floor.PersonAsync(Roles.Technician) with { GroupIds = [HostGroup.FleetId] };
        Assert.Equal(TicketResult.NotFound, (await floor.Desk.CommentAsync(outside, New(ofHost), "x", false, Never)).Result);
        Assert.True((await floor.Desk.CommentAsync(inside, New(ofHost), "x", false, Never)).IsDone);
    }

    [Fact]
    public async Task Only_a_lead_assigns_to_others_and_nobody_assigns_to_one_who_does_not_work_on_tickets()
    {
        var (technician, number) = await TicketAsync();
        var (lead, viewer) = (await floor.PersonAsync(Roles.Lead), await floor.PersonAsync(Roles.Viewer));
        Assert.Equal(TicketResult.Refused, (await floor.Desk.AssignAsync(technician, New(number), lead.UserId, Never)).Result);
        Assert.Equal(TicketResult.Invalid, (await floor.Desk.AssignAsync(lead, New(number), viewer.UserId, Never)).Result);
        Assert.True((await floor.Desk.AssignAsync(lead, New(number), technician.UserId, Never)).IsDone);
        Assert.True((await floor.Desk.AssignAsync(technician, New(number), null, Never)).IsDone);
    }

    [Theory]
    [InlineData("")]
    [InlineData("  \u0000\u0007 ")]
    public async Task Attack_15_A_title_of_nothing_is_refused(string title)
    {
        var outcome = await floor.Desk.OpenAsync(await floor.PersonAsync(Roles.EndUser), Wish(title), Never);
        Assert.Equal(TicketResult.Invalid, outcome.Result);
    }

    [Fact]
    public async Task Attack_15_Control_characters_and_lone_surrogates_do_not_reach_the_database()
    {
        var person = await floor.PersonAsync(Roles.EndUser);
        var outcome = await floor.Desk.OpenAsync(person, Wish("a\u0000b\u001b[31m\ud800c") with { Description = "x\u0000\r\ny" }, Never);
        Assert.True(outcome.IsDone, outcome.Message);
        await using var db = floor.Db();
        var ticket = await db.Tickets.SingleAsync(t => t.Number == outcome.Number);
        Assert.Equal(("ab[31m\ufffdc", "x\ny"), (ticket.Title, ticket.Description));
    }

    private static NewTicket Wish(string title) => new(title, "", TicketPriority.Medium, null, Guid.NewGuid());

    private static TicketCommand New(int number) => new(number, Guid.NewGuid());

    private async Task<(Actor Technician, int Number)> TicketAsync()
    {
        var technician = await floor.PersonAsync(Roles.Technician);
        var outcome = await floor.Desk.OpenAsync(await floor.PersonAsync(Roles.EndUser), Wish("Printer"), Never);
        return (technician, outcome.Number);
    }

    private async Task<uint> VersionAsync(int number)
    {
        await using var db = floor.Db();
        return await db.Tickets.Where(t => t.Number == number).Select(t => t.RowVersion).SingleAsync();
    }

    private async Task<List<TicketEntry>> EntriesAsync(int number)
    {
        await using var db = floor.Db();
        var id = await db.Tickets.Where(t => t.Number == number).Select(t => t.Id).SingleAsync();
        return await db.TicketEntries.Where(e => e.TicketId == id).OrderBy(e => e.Id).ToListAsync();
    }
}
