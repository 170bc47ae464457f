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

    private const string Query =
        """
        SELECT (w.n - 1)::int, 60, r.start, substring(r.payload FROM r.offsets[w.o + 1] + 1 FOR r.offsets[w.o + 2] - r.offsets[w.o + 1])
        FROM unnest($1, $2) WITH ORDINALITY AS w(s, o, n) JOIN rollups r ON r.stream_id = w.s
        WHERE r.tier = 1 AND r.start >= $3 AND r.start < $4 AND r.offsets[w.o + 2] > r.offsets[w.o + 1]
        UNION ALL
        SELECT (w.n - 1)::int, 24, r.start, substring(r.payload FROM r.offsets[w.o + 1] + 1 FOR r.offsets[w.o + 2] - r.offsets[w.o + 1])
        FROM unnest($1, $2) WITH ORDINALITY AS w(s, o, n) JOIN rollups r ON r.stream_id = w.s
        WHERE r.tier = 3 AND r.start >= $5 AND r.start < $4 AND r.offsets[w.o + 2] > r.offsets[w.o + 1]
        """;

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
        await using var connection = await databases.Jobs.OpenConnectionAsync(cancellationToken);
        await using var command = new NpgsqlCommand(Query, connection);
        command.Parameters.AddWithValue(series.Select(s => s.StreamId).ToArray());
        command.Parameters.AddWithValue(series.Select(s => s.Ordinal).ToArray());
        command.Parameters.AddWithValue(range.From);
        command.Parameters.AddWithValue(range.To);
        command.Parameters.AddWithValue(SealPeriods.Floor(range.From, SealPeriods.Day));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var (minutes, hours) = (new RollupPoint[60], new RollupPoint[24]);
        while (await reader.ReadAsync(cancellationToken))
        {
            var (place, start) = (reader.GetInt32(0), reader.GetFieldValue<DateTimeOffset>(2));
            var payload = reader.GetFieldValue<ReadOnlyMemory<byte>>(3).Span;
            if (reader.GetInt32(1) == minutes.Length)
            {
                RollupCodec.Decode(payload, minutes);
                var whole = default(RollupPoint);
                foreach (var minute in minutes)
                {
                    whole = whole.With(minute);
                }

                Tell(sink, place, start, whole, range);
                continue;
            }

            RollupCodec.Decode(payload, hours);
            for (var h = 0; h < hours.Length; h++)
            {
                Tell(sink, place, start.AddHours(h), hours[h], range);
            }
        }
    }

    private static void Tell(HourSink sink, int place, DateTimeOffset hour, in RollupPoint point, TimeRange range)
    {
        if (point.Count > 0 && hour >= range.From && hour < range.To)
        {
            sink(place, hour, point);
        }
    }
}
