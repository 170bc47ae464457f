using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.RootCause.Runbooks;
using Monitor.Domain.Wire;
using Monitor.Web.Tickets.Runbooks;

namespace Monitor.Web.Dashboard.Demo;

/// <summary>Answers in place of the agents of the generated hosts, which are none: what they are asked to do succeeds, and nothing is done anywhere.</summary>
internal sealed class DemoAgents(IDbContextFactory<MonitorDb> contexts, RunbookResults results)
{
    private const int AtOnce = 20;

    public async Task AnswerAsync(IReadOnlyList<DemoFleet.DemoMember> members, CancellationToken cancellationToken)
    {
        var ids = members.Select(m => m.HostId).ToArray();
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var open = await db.AgentCommands.AsNoTracking().Where(c => ids.Contains(c.HostId) && c.State == CommandState.Waiting).OrderBy(c => c.CreatedAt).Take(AtOnce).ToListAsync(cancellationToken);
        foreach (var command in open)
        {
            var said = command.IsDryRun ? "Would restart shop.service. Nothing was done: this is generated data." : "shop.service is active. Nothing was done: this is generated data.";
            await results.TakeAsync(command.HostId, [new WireResult(command.Id, WireResult.Succeeded, said, 0)], cancellationToken);
        }
    }
}
