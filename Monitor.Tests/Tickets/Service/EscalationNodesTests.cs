using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Monitor.Domain.Tickets;
using Monitor.Domain.Tickets.Service;
using Monitor.Tests.Jobs;
using Monitor.Tests.Problems;
using Monitor.Tests.Support;
using Monitor.Web.Jobs;
using Monitor.Web.Tickets.Service.Escalation;
using static Monitor.Tests.Tickets.Service.SlaStage;

namespace Monitor.Tests.Tickets.Service;

/// <summary>Servers with the real scheduler of the cluster, whose clock of promises a test moves.</summary>
public sealed class EscalationNodesTests(ActingFloor floor) : IClassFixture<ActingFloor>
{
    private static readonly SlaClock First = SlaClock.FirstResponse;

    [Fact]
    public async Task Fault_43_A_ladder_goes_on_after_a_restart_and_with_two_servers_and_takes_each_step_once()
    {
        var stage = await SetAsync(
            floor, "", Step(First, -60, EscalationAction.TellLeads), Step(First, 0, EscalationAction.RaisePriority), Step(First, 60, EscalationAction.ToLead));
        await using (await NodeAsync(stage))
        {
            floor.Clock.Advance(TimeSpan.FromHours(3));
            await Eventually.TrueAsync(async () => (await stage.EntriesAsync()).Count == 1);
        }

        // Nothing runs when the promise is broken.
        floor.Clock.Advance(TimeSpan.FromMinutes(61));
        Assert.Equal(1, await FiredAsync(stage));
        await using var one = await NodeAsync(stage);
        await using var other = await NodeAsync(stage);
        await Eventually.TrueAsync(async () => (await stage.EntriesAsync()).Count == 2);
        Assert.Equal((TicketPriority.High, null), ((await stage.TicketAsync()).Priority, (await stage.TicketAsync()).AssigneeUserId));
        floor.Clock.Advance(TimeSpan.FromMinutes(60));
        await Eventually.TrueAsync(async () => (await stage.EntriesAsync()).Count == 3);
        Assert.Equal((3, 3), (await FiredAsync(stage), (await stage.ToldAsync()).Count));
        Assert.Equal((TicketPriority.High, stage.Lead.UserId), ((await stage.TicketAsync()).Priority, (await stage.TicketAsync()).AssigneeUserId));
    }

    [Fact]
    public async Task Fault_42_Thirty_tickets_and_six_servers_that_look_at_once_make_thirty_entries()
    {
        var stage = await SetAsync(floor, "", Step(First, 0, EscalationAction.TellLeads), Step(First, 0, EscalationAction.RaisePriority));
        var numbers = new List<int> { stage.Number };
        for (var i = 1; i < 30; i++)
        {
            await stage.OpenAsync();
            numbers.Add(stage.Number);
        }

        floor.Clock.Advance(TimeSpan.FromHours(5));
        var done = (await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(stage.LookAsync)))).Sum() + await stage.LookAsync();
        await using var db = floor.Db();
        var entries = await db.TicketEntries.Where(e => e.UserId == null && db.Tickets.Any(t => t.Id == e.TicketId && numbers.Contains(t.Number))).ToListAsync();
        Assert.Equal((30, 30), (done, entries.Count));
        Assert.Equal(30, entries.DistinctBy(e => e.TicketId).Count());
        Assert.Equal(30, await db.Tickets.CountAsync(t => numbers.Contains(t.Number) && t.Priority == TicketPriority.High));
    }

    private Task<JobNode> NodeAsync(SlaStage stage) => JobNode.StartAsync(
        floor.Database, new object(), services => services.AddSingleton(stage.Server()).AddMonitorJob<EscalationJob>(JobSchedule.Every(TimeSpan.FromSeconds(1)), "Promises"));

    private async Task<int> FiredAsync(SlaStage stage)
    {
        await using var db = floor.Db();
        return await db.EscalationFirings.CountAsync(f => db.Tickets.Any(t => t.Id == f.TicketId && t.Number == stage.Number));
    }
}
