using Microsoft.EntityFrameworkCore;
using Monitor.Domain.Access;
using Monitor.Domain.Notifications;
using Monitor.Domain.Problems;
using Monitor.Domain.RootCause.Packs;
using Monitor.Domain.Tickets;
using Monitor.Tests.Problems;
using Monitor.Web.RootCause.Packs;
using Monitor.Web.Tickets;

namespace Monitor.Tests.RootCause.Packs;

public sealed class PackStormTests(ActingFloor floor) : IClassFixture<ActingFloor>
{
    [Fact]
    public async Task Fault_41_Of_a_storm_of_tickets_as_many_wait_as_may_the_rest_is_counted_and_made_when_somebody_asks()
    {
        const int Extra = 7;
        var stage = new PackStage(floor);
        var (host, now) = (await floor.HostAsync("storm"), floor.Clock.GetUtcNow());
        await using var db = floor.Db();
        var tickets = Enumerable.Range(0, PackQueue.MostWaiting + Extra).Select(i => new Ticket { Title = $"storm {i}", HostId = host.Id, CreatedAt = now, UpdatedAt = now }).ToList();
        db.Tickets.AddRange(tickets);
        await db.SaveChangesAsync();
        foreach (var ticket in tickets)
        {
            var problem = await NewAsync(ticket);
            db.Problems.Add(problem);
            db.OutboxMessages.Add(new OutboxMessage { Kind = TicketDesk.Opened, Key = $"ticket/{ticket.Number}", Payload = "{}", CreatedAt = now });
        }

        await db.SaveChangesAsync();
        Assert.Equal(tickets.Count, await stage.Queue.FillAsync(CancellationToken.None));
        Assert.Equal(0, await stage.Queue.FillAsync(CancellationToken.None));
        Assert.Equal((PackQueue.MostWaiting, Extra), (await db.EvidencePacks.CountAsync(p => p.State == PackState.Waiting), await db.EvidencePacks.CountAsync(p => p.State == PackState.Skipped)));
        Assert.Equal(Extra, stage.Figures.Skipped);
        Assert.Equal(8, await stage.NewMaker().RunAsync(CancellationToken.None));
        Assert.Equal(8, await db.EvidencePacks.CountAsync(p => p.State == PackState.Frozen));

        var last = tickets[^1];
        var technician = await floor.PersonAsync(Roles.Technician);
        Assert.Equal(PackState.Skipped, (await stage.Desk.FindAsync(technician, last.Number, CancellationToken.None))!.State);
        Assert.True((await stage.Desk.RetryAsync(technician, last.Number, CancellationToken.None)).IsDone);
        Assert.Equal(PackState.Waiting, (await stage.Desk.FindAsync(technician, last.Number, CancellationToken.None))!.State);

        async Task<Problem> NewAsync(Ticket ticket)
        {
            var problem = await CauseStage.NewAsync(db, host.Id, Severity.Warning, now);
            problem.TicketId = ticket.Id;
            return problem;
        }
    }
}
