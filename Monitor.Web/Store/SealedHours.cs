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
/// </summary>
public sealed class SealedHours(Databases databases, TimeProvider time)
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
        var told = await ReadDaysAsync(reader, halfMerged, range, sink, cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        await ReadHoursAsync(reader, told, range, sink, cancellationToken);
    }

    /// <summary>Returns the days that may be there by the hour as well.</summary>
    private static async Task<HashSet<(int Place, DateTimeOffset Day)>> ReadDaysAsync(
        NpgsqlDataReader reader, HashSet<DateTimeOffset> halfMerged, TimeRange range, HourSink sink, CancellationToken cancellationToken)
    {
        var told = new HashSet<(int, DateTimeOffset)>();
        var hours = new RollupPoint[24];
        while (await reader.ReadAsync(cancellationToken))
        {
            var (place, day) = (reader.GetInt32(0), reader.GetFieldValue<DateTimeOffset>(1));
            RollupCodec.Decode(reader.GetFieldValue<ReadOnlyMemory<byte>>(2).Span, hours);
            for (var h = 0; h < hours.Length; h++)
            {
                Tell(sink, place, day.AddHours(h), hours[h], range);
            }

            if (halfMerged.Contains(day))
            {
                told.Add((place, day));
            }
        }

        return told;
    }

    private static async Task ReadHoursAsync(
        NpgsqlDataReader reader, HashSet<(int Place, DateTimeOffset Day)> told, TimeRange range, HourSink sink, CancellationToken cancellationToken)
    {
        var minutes = new RollupPoint[60];
        while (await reader.ReadAsync(cancellationToken))
        {
            var (place, hour) = (reader.GetInt32(0), reader.GetFieldValue<DateTimeOffset>(1));
            if (told.Count > 0 && told.Contains((place, SealPeriods.Floor(hour, SealPeriods.Day))))
            {
                continue;
            }

            RollupCodec.Decode(reader.GetFieldValue<ReadOnlyMemory<byte>>(2).Span, minutes);
            var whole = default(RollupPoint);
            foreach (var minute in minutes)
            {
                whole = whole.With(minute);
            }

            Tell(sink, place, hour, whole, range);
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

    private static void Tell(HourSink sink, int place, DateTimeOffset hour, in RollupPoint point, TimeRange range)
    {
        if (point.Count > 0 && hour >= range.From && hour < range.To)
        {
            sink(place, hour, point);
        }
    }
}
