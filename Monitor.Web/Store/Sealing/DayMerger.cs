using Monitor.Domain.Metrics.Chunks;
using Npgsql;

namespace Monitor.Web.Store.Sealing;

/// <summary>
/// Merges the chunks of the hours of a day into one for each stream, with roll-ups by the minute and by the hour, and drops the partitions of the hours.
/// A crash in between leaves hours that the day has already: they are found to add nothing.
/// </summary>
internal sealed class DayMerger(NpgsqlDataSource source, SeriesCatalog catalog, SealFaults faults)
{
    private readonly PeriodSealer _sealer = new(SealPeriods.Day);

    /// <summary>Returns the streams that were merged; null when one could not be, or others kept the partitions busy: then the next round goes on.</summary>
    public async Task<int?> MergeAsync(DateTimeOffset day, string partition, SealFailures failures, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        var before = await SumAsync(connection, day, cancellationToken);
        var streams = await PeriodStreams.OfSealedHoursAsync(connection, day, cancellationToken);
        var merged = 0;
        foreach (var streamId in streams)
        {
            merged += await failures.TryAsync(() => MergeAsync(connection, streamId, day, cancellationToken));
        }

        if (merged < streams.Count)
        {
            return null;
        }

        await using var transaction = await SealTransaction.BeginAsync(connection, cancellationToken);
        if (!await PartitionLock.TryAsync(connection, partition, cancellationToken) || before != await SumAsync(connection, day, cancellationToken))
        {
            return null; // another node added to the day meanwhile, against the advisory lock
        }

        var rollups = partition.Replace("chunks_hours", "rollups_hour_minutes", StringComparison.Ordinal);
        if (!await PartitionDrop.TryAsync(connection, transaction, [("chunks_hours", partition), ("rollups_hour_minutes", rollups)], cancellationToken))
        {
            return null;
        }

        faults.Reach(SealPhase.DayDropped);
        await transaction.CommitAsync(cancellationToken);
        faults.Reach(SealPhase.DayDropCommitted);
        return merged;
    }

    /// <summary>Changes with whatever is added to the hours of the day.</summary>
    private static async Task<(long Rows, long Ticks)> SumAsync(NpgsqlConnection connection, DateTimeOffset day, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "SELECT count(*), coalesce(sum(ticks), 0) FROM chunks WHERE hours = 1 AND start >= $1 AND start < $2", connection);
        command.Parameters.AddWithValue(day);
        command.Parameters.AddWithValue(day + SealPeriods.Day);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return (reader.GetInt64(0), reader.GetInt64(1));
    }

    private async Task<int> MergeAsync(NpgsqlConnection connection, int streamId, DateTimeOffset day, CancellationToken cancellationToken)
    {
        await using var transaction = await SealTransaction.BeginAsync(connection, cancellationToken);
        var stored = await SealedTables.LoadAsync(connection, streamId, day, day + SealPeriods.Day, cancellationToken);
        var period = _sealer.Seal(day.ToUnixTimeMilliseconds(), [.. stored.Select(s => s.Chunk)], catalog.CountersOf(streamId));
        if (period is not null && !(stored[0].IsDay && stored[0].Chunk.Times.Count == period.Ticks))
        {
            await SealedTables.WriteAsync(connection, [new SealedRow(streamId, day, period)], mayExist: stored[0].IsDay, cancellationToken);
        }

        faults.Reach(SealPhase.DayWritten);
        await transaction.CommitAsync(cancellationToken);
        faults.Reach(SealPhase.DayCommitted);
        return 1;
    }
}
