using System.Threading.Channels;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Monitor.Web.Store;

/// <summary>
/// The one door for samples into the database. Batches wait in a bounded queue; one writer takes all that wait into one transaction, and each caller
/// gets its outcome after the commit. Under load it waits a little so that a group grows; an idle server answers at once.
/// </summary>
public sealed partial class SampleWriter : BackgroundService
{
    private const int MaximumGroup = 1000;
    private readonly Channel<SampleWaiter> _queue;
    private readonly GroupCommit _commit;
    private readonly CommittedSamples _committed;
    private readonly IngestGate _gate;
    private readonly ILogger<SampleWriter> _logger;
    private readonly TimeProvider _time = TimeProvider.System;

    public SampleWriter(
        GroupCommit commit, CommittedSamples committed, IngestGate gate, IOptions<IngestOptions> options, ILogger<SampleWriter> logger)
    {
        _queue = Channel.CreateBounded<SampleWaiter>(new BoundedChannelOptions(options.Value.QueueLength) { SingleReader = true });
        (_commit, _committed, _gate, _logger) = (commit, committed, gate, logger);
    }

    /// <summary>Batches that wait to be stored.</summary>
    public int QueueLength => _queue.Reader.Count;

    /// <summary>Stores the batch and returns after the commit, however it ends: the database's command timeout bounds the wait.</summary>
    public ValueTask<BatchOutcome> WriteAsync(SampleBatch batch, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_gate.State != GateState.Open)
        {
            return ValueTask.FromResult(BatchOutcome.Of(BatchStatus.Unavailable));
        }

        var waiter = SampleWaiter.Of(batch);
        if (_queue.Writer.TryWrite(waiter))
        {
            return waiter.Outcome;
        }

        waiter.Drop();
        return ValueTask.FromResult(BatchOutcome.Of(BatchStatus.Full));
    }

    /// <summary>What has been taken in is stored before the server ends.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        _queue.Writer.TryComplete();
        if (ExecuteTask is not null)
        {
            await ExecuteTask.WaitAsync(cancellationToken);
        }

        await base.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The loop ends with the queue, not with the token: see StopAsync.
        var group = new List<SampleWaiter>();
        while (await _queue.Reader.WaitToReadAsync(CancellationToken.None))
        {
            var wait = GroupPace.After(group.Count);
            group.Clear();
            if (wait > TimeSpan.Zero)
            {
                await Task.Delay(wait, _time, CancellationToken.None);
            }

            while (group.Count < MaximumGroup && _queue.Reader.TryRead(out var waiting))
            {
                group.Add(waiting);
            }

            await StoreAsync(group);
        }
    }

    private async Task StoreAsync(IReadOnlyList<SampleWaiter> group)
    {
        if (_gate.State == GateState.DatabaseAway)
        {
            // They came before the gate closed; each try would take as long as the one that closed it.
            SampleAnswers.Tell(group, _ => BatchOutcome.Of(BatchStatus.Unavailable));
            return;
        }

        IReadOnlyList<StoredTicks> stored;
        try
        {
            var start = _time.GetTimestamp();
            stored = await TryStoreAsync(Batches(group));
            _committed.Announce(stored, _time.GetElapsedTime(start));
        }
        catch (PostgresException refused) when (DatabaseFault.Of(refused) == DatabaseFaultKind.Data && group.Count > 1)
        {
            // One bad batch must not take the others with it.
            foreach (var one in group)
            {
                await StoreAsync([one]);
            }

            return;
        }
        catch (Exception failure)
        {
            var isData = failure is PostgresException refused && DatabaseFault.Of(refused) == DatabaseFaultKind.Data;
            Fail(group, isData ? BatchStatus.Refused : BatchStatus.Unavailable, failure);
            return;
        }

        // Outside of every catch: an outcome is told once.
        SampleAnswers.Tell(group, i =>
        {
            var outcome = stored[i].Outcome;
            _committed.Count(outcome);
            return outcome;
        });
    }

    private async Task<IReadOnlyList<StoredTicks>> TryStoreAsync(IReadOnlyList<SampleBatch> batches)
    {
        var mayHoldDuplicates = false;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await _commit.StoreAsync(batches, mayHoldDuplicates, CancellationToken.None);
            }
            catch (PostgresException fault) when (attempt < 5 && DatabaseFault.Of(fault) is var kind and not (DatabaseFaultKind.Data or DatabaseFaultKind.Outage))
            {
                mayHoldDuplicates |= kind == DatabaseFaultKind.Duplicate;
                if (kind == DatabaseFaultKind.NoPartition)
                {
                    _commit.ForgetPartitions();
                }
            }
        }
    }

    private void Fail(IReadOnlyList<SampleWaiter> group, BatchStatus status, Exception failure)
    {
        if (status == BatchStatus.Unavailable)
        {
            _gate.Trip();
        }

        LogFailure(_logger, group.Count, status, failure);
        SampleAnswers.Tell(group, _ => BatchOutcome.Of(status));
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Batches} batches were not stored ({Status}); agents keep them and send them again.")]
    private static partial void LogFailure(ILogger logger, int batches, BatchStatus status, Exception failure);

    private static SampleBatch[] Batches(IReadOnlyList<SampleWaiter> group)
    {
        var batches = new SampleBatch[group.Count];
        for (var i = 0; i < batches.Length; i++)
        {
            batches[i] = group[i].Batch;
        }

        return batches;
    }
}
