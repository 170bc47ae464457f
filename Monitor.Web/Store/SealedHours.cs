using System.Data;
using Monitor.Domain.Metrics.Chunks;
using Monitor.Web.Hosting;
using Monitor.Web.Store.Sealing;
using Npgsql;

namespace Monitor.Web.Store;

/// <summary>The samples of one series in one hour, as the hour's beginning.</summary>
public delegate void HourSink(int place, DateTimeOffset hour, in RollupPoint point);

/// <summary>
/// Reads the hours of very many series out of the roll-ups with one statement, for jobs that look at a fleet. What is not sealed yet is not there: ask first how far it is.
/// A roll-up that cannot be read leaves its own hours out, is told in the log, and keeps no other from being read.
/// </summary>
public sealed class SealedHours(Databases databases, TimeProvider time, ILogger<SealedHours> logger)
{
    /// <summary>Hours that could not be sealed for so long are not waited for.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromHours(6);

    private static readonly string Days = Query(SealedTables.DayHours);
    private static readonly string Hours = Query(SealedTables.HourMinutes);

    /// <summary>The end of the last hour before which everything is sealed.</summary>
    public async Task<DateTimeOffset> ThroughAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var closed = SealPeriods.ClosedBefore(now - SealPeriods.Settle);
        return (await SamplePartitions.ListAsync(databases.Jobs, "hot_ticks", cancellationToken)).Select(p => p.Start).Where(s => s >= now - Patience).Append(closed).Min();
    }

    /// <summary>Whole hours; each hour of each series at most once, in no order.</summary>
    public async Task ReadAsync(IReadOnlyList<SeriesEntry> series, TimeRange range, HourSink sink, CancellationToken cancellationToken)
    {
        // While a day is merged, and after that until the partition of its hours can be dropped, it is there by the hour too.
        var halfMerged = (await SamplePartitions.ListAsync(databases.Jobs, "rollups_hour_minutes", cancellationToken)).Select(p => p.Start).ToHashSet();
        await using var connection = await databases.Jobs.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        await using var batch = new NpgsqlBatch(connection, transaction);
        batch.BatchCommands.Add(Command(Days, series, SealPeriods.Floor(range.From, SealPeriods.Day), range.To));
        batch.BatchCommands.Add(Command(Hours, series, range.From, range.To));
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var rows = new HourRows(series, range, sink);
        await rows.ReadDaysAsync(reader, halfMerged, cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        await rows.ReadHoursAsync(reader, cancellationToken);
        if (rows.Broken > 0)
        {
            logger.LogWarning(rows.FirstBroken, "{Broken} roll-ups could not be read, and their hours are left out; the first is one of series {SeriesId}", rows.Broken, rows.FirstSeriesId);
        }
    }

    private static string Query(short tier) =>
        $"""
        SELECT (w.n - 1)::int, r.start, substring(r.payload FROM r.offsets[w.o + 1] + 1 FOR r.offsets[w.o + 2] - r.offsets[w.o + 1])
        FROM unnest($1, $2) WITH ORDINALITY AS w(s, o, n) JOIN rollups r ON r.stream_id = w.s
        WHERE r.tier = {tier} AND r.start >= $3 AND r.start < $4 AND r.offsets[w.o + 2] > r.offsets[w.o + 1]
        """;

    private static NpgsqlBatchCommand Command(string query, IReadOnlyList<SeriesEntry> series, DateTimeOffset from, DateTimeOffset to)
    {
        var command = new NpgsqlBatchCommand(query);
        command.Parameters.AddWithValue(series.Select(s => s.StreamId).ToArray());
        command.Parameters.AddWithValue(series.Select(s => s.Ordinal).ToArray());
        command.Parameters.AddWithValue(from);
        command.Parameters.AddWithValue(to);
        return command;
    }
}
