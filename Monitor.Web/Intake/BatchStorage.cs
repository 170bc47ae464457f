using System.Runtime.CompilerServices;
using Monitor.Domain.Metrics;
using Monitor.Domain.Wire;
using Monitor.Web.Logs.Intake;
using Monitor.Web.Metrics;
using Monitor.Web.Metrics.Peers;
using Monitor.Web.Store;

namespace Monitor.Web.Intake;

/// <summary>Hands a checked batch to the writer and turns the outcome, which comes after the commit, into the agent's answer.</summary>
internal sealed class BatchStorage(SampleWriter writer, InventoryDesk inventories, PeerKeeper peers, BatchActions commands, IngestCounters counters, TimeProvider time)
{
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<(BatchAnswer? Answer, IntakeProblem? Problem)> StoreAsync(
        AgentIdentity agent, SampleBatch batch, IncomingBatch incoming, IReadOnlyList<string> needSchema, LogAdmission? lines, CancellationToken cancellationToken)
    {
        var outcome = await writer.WriteAsync(batch, cancellationToken);
        lines?.Settle(outcome);
        if (outcome.Status != BatchStatus.Committed)
        {
            return (null, outcome.Status switch
            {
                BatchStatus.Full => IntakeProblem.Busy,
                BatchStatus.Refused => IntakeProblem.Refused,
                _ => IntakeProblem.Unavailable,
            });
        }

        if (incoming.Inventory is { } inventory)
        {
            inventory.HostId = batch.HostId;
            inventory.ClockSkewMilliseconds = (long)(batch.ClockSkew ?? TimeSpan.Zero).TotalMilliseconds;
            await inventories.KeepAsync(inventory, cancellationToken);
        }

        if (incoming.Peers is { Count: > 0 } seen)
        {
            await peers.KeepAsync(batch.HostId, seen, cancellationToken);
        }

        await commands.KeepAsync(agent, incoming, cancellationToken);
        incoming.Refusals.CountIn(counters);
        var asked = await commands.TakeAsync(agent, incoming, cancellationToken);
        return (new BatchAnswer
        {
            Accepted = outcome.Accepted,
            Duplicate = outcome.Duplicate,
            Rejected = incoming.Refusals.ToAnswer(),
            // What waited on the agent comes when it can, and new names take time to learn.
            Shift = incoming.Ticks.Count == 1 && incoming.Schemas.Count == 0 ? ArrivalSlots.Shift(batch.ArrivedAt) : null,
            NeedSchema = needSchema,
            Time = time.GetUtcNow().ToUnixTimeMilliseconds(),
            Commands = asked,
        }, null);
    }
}
