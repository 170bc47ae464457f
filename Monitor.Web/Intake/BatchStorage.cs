using Monitor.Domain.Wire;
using Monitor.Web.Metrics;
using Monitor.Web.Metrics.Peers;
using Monitor.Web.Store;

namespace Monitor.Web.Intake;

/// <summary>What of a batch may be stored. Whoever has it ends it after the answer.</summary>
/// <param name="Batch">The good of it.</param>
/// <param name="Aside">What else there is of it.</param>
internal readonly record struct CheckedBatch(SampleBatch Batch, BatchAside Aside) : IDisposable
{
    public void Dispose() => Aside.Lines?.Dispose();
}

/// <summary>Hands a checked batch to the writer and turns the outcome, which comes after the commit, into the agent's answer.</summary>
internal sealed class BatchStorage(
    SampleWriter writer, AgentClocks clocks, InventoryDesk inventories, PeerKeeper peers, BatchActions commands, IngestCounters counters, TimeProvider time)
{
    /// <summary>What became of it, after the commit. The caller, which waits with a thousand others, then asks for the answer: to wait here would be one more object for each.</summary>
    public ValueTask<BatchOutcome> WriteAsync(in CheckedBatch good, CancellationToken cancellationToken)
    {
        try
        {
            return writer.WriteAsync(good.Batch, cancellationToken);
        }
        catch when (good.Aside.TellsClock)
        {
            clocks.Forget(good.Batch.HostId);
            throw;
        }
    }

    public async ValueTask<(BatchAnswer? Answer, IntakeProblem? Problem)> AnswerAsync(AgentIdentity agent, CheckedBatch good, BatchOutcome outcome, CancellationToken cancellationToken)
    {
        var (batch, aside) = (good.Batch, good.Aside);
        aside.Lines?.Settle(outcome);
        if (outcome.Status != BatchStatus.Committed)
        {
            if (aside.TellsClock)
            {
                clocks.Forget(batch.HostId);
            }

            return (null, outcome.Status switch
            {
                BatchStatus.Full => IntakeProblem.Busy,
                BatchStatus.Refused => IntakeProblem.Refused,
                _ => IntakeProblem.Unavailable,
            });
        }

        if (aside.Inventory is { } inventory)
        {
            inventory.HostId = batch.HostId;
            inventory.ClockSkewMilliseconds = (long)(batch.ClockSkew ?? TimeSpan.Zero).TotalMilliseconds;
            await inventories.KeepAsync(inventory, cancellationToken);
        }

        if (aside.Peers is { Count: > 0 } seen)
        {
            await peers.KeepAsync(batch.HostId, seen, cancellationToken);
        }

        await commands.KeepAsync(agent, aside, cancellationToken);
        counters.RefuseSamples(aside.Rejected);
        var asked = await commands.TakeAsync(agent, aside, cancellationToken);
        return (new BatchAnswer
        {
            Accepted = outcome.Accepted,
            Duplicate = outcome.Duplicate,
            Rejected = aside.Rejected,
            // What waited on the agent comes when it can, and new names take time to learn.
            Shift = aside.IsOneTick ? ArrivalSlots.Shift(batch.ArrivedAt) : null,
            NeedSchema = aside.NeedSchema,
            Time = time.GetUtcNow().ToUnixTimeMilliseconds(),
            Commands = asked,
        }, null);
    }
}
