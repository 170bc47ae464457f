using Microsoft.EntityFrameworkCore;
using Monitor.Domain.Access;
using Monitor.Domain.Problems;
using Monitor.Domain.Tickets;
using Monitor.Web.Tickets;

namespace Monitor.Tests.Problems;

public sealed class ProblemLedgerTests(ActingFloor floor) : IClassFixture<ActingFloor>
{
    private static readonly CancellationToken Never = CancellationToken.None;

    [Fact]
    public async Task A_breach_opens_one_problem_with_its_ticket_its_history_and_its_announcements()
    {
        var host = await floor.HostAsync("web-1");
        Assert.True(await floor.Ledger.OpenAsync(await floor.BreachAsync(host), Never));
        await using var db = floor.Db();
        var problem = await db.Problems.SingleAsync(p => p.HostId == host.Id);
        var ticket = await db.Tickets.SingleAsync(t => t.HostId == host.Id);
        Assert.Equal(ticket.Id, problem.TicketId);
        Assert.Equal(ProblemPhase.Firing, problem.Phase);
        Assert.Equal("web-1: Disk usage of / 91.2 % exceeded the limit of 80 %", ticket.Title);
        Assert.Equal(("disk.used_percent", 91.2, 80, TicketState.New, TicketPriority.Medium),
            (ticket.Metric, ticket.Value, ticket.Limit, ticket.State, ticket.Priority));
        Assert.Single(await db.ProblemChanges.Where(c => c.ProblemId == problem.Id).ToListAsync());
        Assert.Equal([TicketEntryKind.Opened], await db.TicketEntries.Where(e => e.TicketId == ticket.Id).Select(e => e.Kind).ToListAsync());
        Assert.True(await db.OutboxMessages.AnyAsync(m => m.Kind == "problem.opened" && m.Key == $"problem/{problem.Id}"));
        Assert.True(await db.OutboxMessages.AnyAsync(m => m.Kind == "ticket.opened" && m.Key == $"ticket/{ticket.Number}"));
        Assert.True(await db.Audit.AnyAsync(a => a.Act == "ticket.opened" && a.ActorName == "system" && a.SubjectId == $"{ticket.Number}"));
    }

    [Fact]
    public async Task Fault_41_Many_ledgers_at_once_open_one_problem_and_one_ticket()
    {
        var host = await floor.HostAsync("web-2");
        var breach = await floor.BreachAsync(host);
        var opened = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => floor.NewLedger().OpenAsync(breach, Never))));
        Assert.Single(opened, o => o);
        await using var db = floor.Db();
        Assert.Equal(1, await db.Problems.CountAsync(p => p.HostId == host.Id));
        Assert.Equal(1, await db.Tickets.CountAsync(t => t.HostId == host.Id));
        var id = await db.Problems.Where(p => p.HostId == host.Id).Select(p => p.Id).SingleAsync();
        Assert.Equal(1, await db.OutboxMessages.CountAsync(m => m.Kind == "problem.opened" && m.Key == $"problem/{id}"));
    }

    [Fact]
    public async Task Two_mounts_are_two_problems()
    {
        var host = await floor.HostAsync("web-3");
        Assert.True(await floor.Ledger.OpenAsync(await floor.BreachAsync(host), Never));
        Assert.True(await floor.Ledger.OpenAsync(await floor.BreachAsync(host, labels: "mount=\"/var\""), Never));
        Assert.False(await floor.Ledger.OpenAsync(await floor.BreachAsync(host), Never));
    }

    [Fact]
    public async Task The_end_of_a_problem_resolves_a_ticket_that_nobody_touched()
    {
        var host = await floor.HostAsync("web-4");
        var breach = await floor.BreachAsync(host);
        await floor.Ledger.OpenAsync(breach, Never);
        Assert.True(await floor.Ledger.EndAsync(breach, floor.Clock.GetUtcNow(), "Disk usage of / is back at 40 %.", 40, Never));
        Assert.False(await floor.Ledger.EndAsync(breach, floor.Clock.GetUtcNow(), "Again.", 40, Never));
        await using var db = floor.Db();
        var ticket = await db.Tickets.SingleAsync(t => t.HostId == host.Id);
        Assert.Equal(TicketState.Resolved, ticket.State);
        Assert.NotNull(ticket.ResolvedAt);
        var entries = await db.TicketEntries.Where(e => e.TicketId == ticket.Id).OrderBy(e => e.Id).ToListAsync();
        Assert.Equal("Disk usage of / is back at 40 %. State: New → Resolved.", entries[^1].Text);
        Assert.Equal(TicketEntryKind.Report, entries[^1].Kind);
        var problem = await db.Problems.SingleAsync(p => p.HostId == host.Id);
        Assert.Equal((ProblemPhase.Ended, "Disk usage of / is back at 40 %."), (problem.Phase, problem.EndText));
    }

    [Fact]
    public async Task The_end_of_a_problem_is_written_on_a_ticket_that_somebody_touched_and_leaves_its_state()
    {
        var host = await floor.HostAsync("web-5");
        var breach = await floor.BreachAsync(host);
        await floor.Ledger.OpenAsync(breach, Never);
        var technician = await floor.PersonAsync(Roles.Technician);
        await using var db = floor.Db();
        var number = await db.Tickets.Where(t => t.HostId == host.Id).Select(t => t.Number).SingleAsync();
        Assert.True((await floor.Desk.CommentAsync(technician, new TicketCommand(number, Guid.NewGuid()), "I am on it", false, Never)).IsDone);
        await floor.Ledger.EndAsync(breach, floor.Clock.GetUtcNow(), "Back.", 40, Never);
        var ticket = await db.Tickets.SingleAsync(t => t.HostId == host.Id);
        Assert.Equal(TicketState.New, ticket.State);
        Assert.True(await db.TicketEntries.AnyAsync(e => e.TicketId == ticket.Id && e.Kind == TicketEntryKind.Report && e.Text == "Back."));
    }

    [Fact]
    public async Task A_problem_that_comes_back_within_the_hour_goes_on_with_its_ticket_and_later_gets_a_new_one()
    {
        var host = await floor.HostAsync("web-6");
        var breach = await floor.BreachAsync(host);
        await floor.Ledger.OpenAsync(breach, Never);
        await floor.Ledger.EndAsync(breach, floor.Clock.GetUtcNow(), "Back.", 40, Never);
        Assert.True(await floor.Ledger.OpenAsync(await floor.BreachAsync(host), Never));
        await using (var db = floor.Db())
        {
            Assert.Equal(TicketState.Open, (await db.Tickets.SingleAsync(t => t.HostId == host.Id)).State);
            var same = await db.Problems.SingleAsync(p => p.HostId == host.Id);
            Assert.Equal((1, null, ""), (same.Reopenings, same.EndedAt, same.EndText));
            Assert.Equal(3, await db.ProblemChanges.CountAsync(c => c.ProblemId == same.Id));
        }

        await floor.Ledger.EndAsync(breach, floor.Clock.GetUtcNow(), "Back.", 40, Never);
        floor.Clock.Advance(TimeSpan.FromMinutes(61));
        Assert.True(await floor.Ledger.OpenAsync(await floor.BreachAsync(host), Never));
        await using (var db = floor.Db())
        {
            var tickets = await db.Tickets.Where(t => t.HostId == host.Id).OrderBy(t => t.Id).ToListAsync();
            Assert.Equal(2, tickets.Count);
            var problems = await db.Problems.Where(p => p.HostId == host.Id).OrderBy(p => p.Id).ToListAsync();
            Assert.Equal([null, problems[0].Id], problems.Select(p => p.PreviousProblemId));
            Assert.Contains($"The same happened before: ticket #{tickets[0].Number}.", tickets[1].Description, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task On_the_first_day_of_a_host_a_problem_is_recorded_and_opens_no_ticket()
    {
        var host = await floor.HostAsync("new-1", age: TimeSpan.FromHours(2));
        Assert.True(await floor.Ledger.OpenAsync(await floor.BreachAsync(host, "cpu-high", "", 95), Never));
        await using var db = floor.Db();
        var problem = await db.Problems.SingleAsync(p => p.HostId == host.Id);
        Assert.True(problem.IsHeldBack);
        Assert.Null(problem.TicketId);
        Assert.True(await db.ProblemChanges.AnyAsync(c => c.ProblemId == problem.Id && c.Text.StartsWith("Would have opened a ticket")));
        Assert.False(await db.Tickets.AnyAsync(t => t.HostId == host.Id));
    }

    [Fact]
    public async Task On_the_first_day_a_limit_set_for_the_host_itself_opens_a_ticket()
    {
        var host = await floor.HostAsync("new-2", age: TimeSpan.FromMinutes(1));
        Assert.True(await floor.Ledger.OpenAsync(await floor.BreachAsync(host, "cpu-high", "", 95) with { IsHostWish = true }, Never));
        await using var db = floor.Db();
        Assert.Equal(1, await db.Tickets.CountAsync(t => t.HostId == host.Id));
    }

    [Fact]
    public async Task A_retired_host_opens_nothing()
    {
        var host = await floor.HostAsync("old-1");
        await using var db = floor.Db();
        await db.Hosts.Where(h => h.Id == host.Id).ExecuteUpdateAsync(set => set.SetProperty(h => h.RetiredAt, floor.Clock.GetUtcNow()));
        Assert.False(await floor.Ledger.OpenAsync(await floor.BreachAsync(host), Never));
        Assert.False(await db.Problems.AnyAsync(p => p.HostId == host.Id));
    }
}
