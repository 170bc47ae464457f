using Monitor.Domain.Wire;
using Monitor.Web.Metrics;
using Monitor.Web.Tickets.Runbooks;

namespace Monitor.Web.Intake;

/// <summary>The part of a batch and its answer that is about actions: what the agent says of them is kept before the answer, and what waits for it goes with the answer.</summary>
internal sealed class BatchActions(CommandBox box, RunbookResults results, HostActionBook actions)
{
    /// <summary>Throws what the database throws: the agent then sends the batch again, and what was kept is kept once.</summary>
    public async ValueTask KeepAsync(AgentIdentity agent, BatchAside aside, CancellationToken cancellationToken)
    {
        if (aside.Actions is { } told)
        {
            await actions.KeepAsync(agent.HostId, told, cancellationToken);
        }

        if (aside.Results.Count > 0)
        {
            await results.TakeAsync(agent.HostId, aside.Results, cancellationToken);
        }
    }

    /// <summary>None for an agent that does not say that it understands them: it could not read the answer.</summary>
    public ValueTask<IReadOnlyList<WireCommand>> TakeAsync(AgentIdentity agent, BatchAside aside, CancellationToken cancellationToken) =>
        aside.Commands != WireCommand.CurrentVersion || !box.Has(agent.HostId) ? ValueTask.FromResult<IReadOnlyList<WireCommand>>([])
            : new(box.TakeAsync(agent.HostId, agent.KeyId, cancellationToken));
}
