using Monitor.Domain.Metrics.Chunks;
using Npgsql;

namespace Monitor.Web.Store.Sealing;

/// <summary>
/// Seals one closed hour of all streams and drops its hot partition. While it works nobody can add to the partition. Streams go in small transactions; what a
/// crash left half done is found again: a chunk that holds all of a stream's hot rows is left, the rows of any other become late ones, to be merged.
/// </summary>
internal sealed class HourSealer(NpgsqlDataSource source, SeriesCatalog catalog, SealFaults faults)
{
    private const int StreamsAtOnce = 64;
    private readonly PeriodSealer _sealer = new(SealPeriods.Hour);
    private readonly TickTable _rows = new();

    /// <summary>Returns the samples that were sealed, or null when others kept the partition busy: then the next round goes on.</summary>
    public async Task<long?> SealAsync(string partition, DateTimeOffset hour, CancellationToken cancellationToken)
    {
        await using var guard = await source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await SealTransaction.BeginAsync(guard, cancellationToken);
        if (!await PartitionLock.TryAsync(guard, partition, cancellationToken))
        {
            return null;
        }

        faults.Reach(SealPhase.HourLocked);
        var samples = 0L;
        await using (var connection = await source.OpenConnectionAsync(cancellationToken))
        {
            foreach (var streams in (await PeriodStreams.OfHotHourAsync(connection, hour, cancellationToken)).Chunk(StreamsAtOnce))
            {
                samples += await SealAsync(connection, streams, hour, cancellationToken);
            }
        }

        if (!await PartitionDrop.TryAsync(guard, transaction, [("hot_ticks", partition)], cancellationToken))
        {
            return null;
        }

        faults.Reach(SealPhase.HourDropped);
        await transaction.CommitAsync(cancellationToken);
        faults.Reach(SealPhase.HourDropCommitted);
        return samples;
    }

    private async Task<long> SealAsync(NpgsqlConnection connection, int[] streams, DateTimeOffset hour, CancellationToken cancellationToken)
    {
        await using var transaction = await SealTransaction.BeginAsync(connection, cancellationToken);
        var known = await HalfDoneHour.SetAsideAsync(connection, streams, hour, cancellationToken);
        var rows = await ReadAsync(connection, [.. streams.Except(known)], hour, cancellationToken);
        await SealedTables.WriteAsync(connection, rows, mayExist: false, cancellationToken);
        faults.Reach(SealPhase.HourWritten);
        await transaction.CommitAsync(cancellationToken);
        faults.Reach(SealPhase.HourCommitted);
        return rows.Sum(r => r.Period.Samples);
    }

    /// <summary>All streams are asked for at once, each by itself: their rows lie among those of their neighbours, and come in the order of time.</summary>
    private async Task<List<SealedRow>> ReadAsync(NpgsqlConnection connection, int[] streams, DateTimeOffset hour, CancellationToken cancellationToken)
    {
        var sealedRows = new List<SealedRow>(streams.Length);
        if (streams.Length == 0)
        {
            return sealedRows;
        }

        await using var batch = new NpgsqlBatch(connection);
        foreach (var stream in streams)
        {
            var command = new NpgsqlBatchCommand($"SELECT ts, v FROM hot_ticks WHERE {HotTicks.OfFirst} AND ts >= $2 AND ts < $3 ORDER BY ts");
            command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = stream });
            command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = hour.UtcDateTime });
            command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = (hour + SealPeriods.Hour).UtcDateTime });
            batch.BatchCommands.Add(command);
        }

        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        foreach (var stream in streams)
        {
            _rows.Clear();
            while (await reader.ReadAsync(cancellationToken))
            {
                _rows.Add(new DateTimeOffset(reader.GetDateTime(0)).ToUnixTimeMilliseconds(), reader.GetFieldValue<ReadOnlyMemory<byte>>(1).Span);
            }

            Seal(stream, hour, sealedRows);
            await reader.NextResultAsync(cancellationToken);
        }

        _rows.Clear();
        return sealedRows;
    }

    private void Seal(int stream, DateTimeOffset hour, List<SealedRow> sealedRows)
    {
        if (_sealer.Seal(hour.ToUnixTimeMilliseconds(), [_rows], catalog.CountersOf(stream)) is { } period)
        {
            sealedRows.Add(new SealedRow(stream, hour, period));
        }
    }
}
