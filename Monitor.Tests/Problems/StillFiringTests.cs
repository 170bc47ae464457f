using Microsoft.EntityFrameworkCore;
using Monitor.Domain.Access;
using Monitor.Domain.Tickets;
using Monitor.Web.Access;
using Monitor.Web.Tickets;

namespace Monitor.Tests.Problems;

public sealed class StillFiringTests(ActingFloor floor) : IClassFixture<ActingFloor>
{
    private static readonly CancellationToken Never = CancellationToken.None;

    [Theory]
    [InlineData(TicketState.Resolved)]
    [InlineData(TicketState.Closed)]
    public async Task A_ticket_that_was_called_done_while_its_problem_fires_is_reopened_once_after_an_hour(TicketState done)
    {
        var (ticket, _) = await DoneByHandAsync("still-" + done, done);
        floor.Clock.Advance(TimeSpan.FromMinutes(59));
        await floor.StillFiring.ReopenAsync(Never);
        Assert.Equal(done, (await ReadAsync(ticket)).State);

        floor.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(1, await floor.StillFiring.ReopenAsync(Never));
        Assert.Equal(0, await floor.StillFiring.ReopenAsync(Never));
        var reopened = await ReadAsync(ticket);
        Assert.Equal(TicketState.Open, reopened.State);
        Assert.Null(reopened.ResolvedAt);
        await using var db = floor.Db();
        var entry = await db.TicketEntries.Where(e => e.TicketId == ticket).OrderByDescending(e => e.Id).FirstAsync();
        Assert.Equal(TicketEntryKind.Report, entry.Kind);
        Assert.Contains("Disk usage of / 91.2 % exceeded the limit of 80 %", entry.Text, StringComparison.Ordinal);
        Assert.EndsWith($"State: {done} → Open.", entry.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_ticket_whose_problem_has_ended_meanwhile_stays_done()
    {
        var (ticket, end) = await DoneByHandAsync("ended", TicketState.Resolved);
        await end();
        floor.Clock.Advance(TimeSpan.FromHours(2));
        Assert.Equal(0, await floor.StillFiring.ReopenAsync(Never));
        Assert.Equal(TicketState.Resolved, (await ReadAsync(ticket)).State);
    }

    [Fact]
    public async Task A_ticket_of_several_problems_is_reopened_once_and_tells_of_the_first_that_still_fires()
    {
        var (ticket, end) = await DoneByHandAsync("several", TicketState.Resolved);
        await using (var db = floor.Db())
        {
            var first = await db.Problems.AsNoTracking().SingleAsync(p => p.TicketId == ticket);
            foreach (var text in new[] { "Second", "Third" })
            {
                (first.Id, first.Fingerprint, first.Summary) = (0, "several/" + text, text + " of it.");
                db.Problems.Add(first);
                await db.SaveChangesAsync();
                db.ChangeTracker.Clear();
            }
        }

        await end();
        floor.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(1, await floor.StillFiring.ReopenAsync(Never));
        await using var after = floor.Db();
        var entry = await after.TicketEntries.SingleAsync(e => e.TicketId == ticket && e.Kind == TicketEntryKind.Report);
        Assert.Contains("Second of it.", entry.Text, StringComparison.Ordinal);
        await after.Problems.Where(p => p.TicketId == ticket && p.EndedAt == null).ExecuteDeleteAsync();
    }

    [Fact]
    public async Task Fault_41_Two_nodes_that_look_at_once_reopen_it_once()
    {
        var (ticket, _) = await DoneByHandAsync("two-nodes", TicketState.Resolved);
        floor.Clock.Advance(TimeSpan.FromHours(1));
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => floor.StillFiring.ReopenAsync(Never))));
        await using var db = floor.Db();
        Assert.Equal(1, await db.TicketEntries.CountAsync(e => e.TicketId == ticket && e.Kind == TicketEntryKind.Report));
    }

    [Fact]
    public async Task A_ticket_that_was_reopened_since_it_was_looked_for_gets_no_second_entry()
    {
        var (ticket, _) = await DoneByHandAsync("late-look", TicketState.Resolved);
        for (var i = 0; i < 2; i++)
        {
            await using var db = floor.Db();
            Assert.Equal(i == 0, await floor.Reports.ReopenAsync(db, ticket, "Still firing.", Never));
            await db.SaveChangesAsync();
        }

        await using var after = floor.Db();
        Assert.Equal(1, await after.TicketEntries.CountAsync(e => e.TicketId == ticket && e.Kind == TicketEntryKind.Report));
    }

    private async Task<(int Ticket, Func<Task> End)> DoneByHandAsync(string host, TicketState done)
    {
        var breach = await floor.BreachAsync(await floor.HostAsync(host));
        await floor.Ledger.OpenAsync(breach, Never);
        await using var db = floor.Db();
        var ticket = await db.Tickets.SingleAsync(t => t.HostId == breach.HostId);
        var person = await floor.PersonAsync(Roles.Technician);
        var outcome = await floor.Desk.MoveAsync(person, new TicketCommand(ticket.Number, Guid.NewGuid()), done, "A bigger disk is ordered.", Never);
        Assert.True(outcome.IsDone, outcome.Message);
        return (ticket.Id, () => floor.Ledger.EndAsync(breach, floor.Clock.GetUtcNow(), "Back at 40 %.", 40, Never));
    }

    private async Task<Ticket> ReadAsync(int id)
    {
        await using var db = floor.Db();
        return await db.Tickets.AsNoTracking().SingleAsync(t => t.Id == id);
    }
}
