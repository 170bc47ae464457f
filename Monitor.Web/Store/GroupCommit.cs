using Monitor.Web.Hosting;
using Monitor.Web.Store.Logs;
using Monitor.Web.Store.Sealing;
using Npgsql;

namespace Monitor.Web.Store;

/// <summary>
/// Puts the ticks of a group of batches into the database in one transaction: by COPY at first; where a key is there already, which ends a COPY, by an
/// INSERT that leaves out what is there and says what was new.
/// </summary>
public sealed class GroupCommit(Databases databases, CommitFaults faults, LogSourceBook sources, TimeProvider time)
{
    private readonly PartitionBook _partitions = new();
    private readonly TickCopy _ticks = new("hot_ticks");
    private readonly TickInsert _insert = new("hot_ticks");
    private readonly List<TickRow> _rows = [];
    private readonly HashSet<(int StreamId, long Time)> _seen = [];
    private readonly GroupLogs _logs = new(sources);

    /// <summary>What of each batch was new, in the order of the group; throws what the database throws.</summary>
    internal async Task<IReadOnlyList<StoredTicks>> StoreAsync(IReadOnlyList<SampleBatch> group, bool mayHoldDuplicates, CancellationToken cancellationToken)
    {
        var stored = StoredTicks.Of(group, _seen);
        var closedBefore = SealPeriods.ClosedBefore(time.GetUtcNow());
        var late = LateTicks.TakeFrom(stored, closedBefore);
        _logs.Pack(group);
        await using var connection = await databases.Ingest.OpenConnectionAsync(cancellationToken);
        await _partitions.EnsureAsync(connection, group, closedBefore, cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (mayHoldDuplicates)
        {
            await InsertTicksAsync(connection, stored, cancellationToken);
            await GroupProcesses.InsertAsync(connection, group, cancellationToken);
        }
        else
        {
            await CopyTicksAsync(connection, stored, cancellationToken);
            await GroupProcesses.CopyAsync(connection, group, cancellationToken);
        }

        await late.StoreAsync(connection, cancellationToken);
        var fresh = await GroupClaims.TakeAsync(connection, group, cancellationToken);
        await GroupTexts.StoreAsync(connection, group, fresh, cancellationToken);
        await _logs.StoreAsync(connection, stored, fresh, cancellationToken);
        faults.Reach(CommitPhase.BeforeCommit);
        await transaction.CommitAsync(cancellationToken);
        faults.Reach(CommitPhase.AfterCommit);
        return stored;
    }

    internal void ForgetPartitions() => _partitions.Forget();

    private Task CopyTicksAsync(NpgsqlConnection connection, IReadOnlyList<StoredTicks> stored, CancellationToken cancellationToken)
    {
        _ticks.Clear();
        _rows.Clear();
        foreach (var batch in stored)
        {
            _rows.AddRange(batch.New);
        }

        // In the order of the index, which is walked from one leaf to the next, and not from its root across all of it for each row.
        _rows.Sort(HotTicks.Compare);
        _rows.ForEach(_ticks.Add);
        return _ticks.SendAsync(connection, cancellationToken);
    }

    private async Task InsertTicksAsync(NpgsqlConnection connection, IReadOnlyList<StoredTicks> stored, CancellationToken cancellationToken)
    {
        var isNew = await _insert.AddAsync(connection, [.. stored.SelectMany(s => s.New)], cancellationToken);
        foreach (var batch in stored)
        {
            batch.KeepOnly(isNew);
        }
    }
}
