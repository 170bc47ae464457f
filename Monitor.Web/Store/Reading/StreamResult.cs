using Monitor.Domain.Metrics.Chunks;
using Monitor.Web.Store.Sealing;
using Npgsql;

namespace Monitor.Web.Store.Reading;

/// <summary>
/// What <see cref="StreamQuery"/> found of one stream, put in the order of time: every time once, the sealed one first; where a roll-up covers an hour, its ticks are
/// left out, and where a day's covers it, the hour's.
/// </summary>
internal sealed class StreamResult(WantedSeries wanted, TimeRange range)
{
    private readonly List<ColumnSource> _chunks = [];
    private readonly WantedRows _ticks = new(wanted.Ordinals);
    private readonly WantedRows _late = new(wanted.Ordinals);
    private readonly SortedList<long, (int Kind, byte[][] Parts)> _days = [];
    private readonly SortedList<long, (int Kind, byte[][] Parts)> _hours = [];
    private readonly long _from = range.From.ToUnixTimeMilliseconds();
    private readonly long _to = range.To.ToUnixTimeMilliseconds();

    public async Task ReadAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        while (await reader.ReadAsync(cancellationToken))
        {
            var time = new DateTimeOffset(reader.GetDateTime(1)).ToUnixTimeMilliseconds();
            switch (reader.GetInt32(0))
            {
                case StreamQuery.Tick:
                    _ticks.Add(time, reader.GetFieldValue<ReadOnlyMemory<byte>>(2).Span);
                    break;
                case StreamQuery.Late:
                    _late.Add(time, reader.GetFieldValue<ReadOnlyMemory<byte>>(2).Span);
                    break;
                case StreamQuery.DayChunk or StreamQuery.HourChunk:
                    _chunks.Add(new WantedColumns(reader.GetFieldValue<byte[]>(2), reader.GetFieldValue<byte[][]>(3)));
                    break;
                case StreamQuery.HourMinutes:
                    _hours[time] = (StreamQuery.HourMinutes, reader.GetFieldValue<byte[][]>(3));
                    break;
                case var kind:
                    _days[time] = (kind, reader.GetFieldValue<byte[][]>(3));
                    break;
            }
        }
    }

    public void Deliver()
    {
        // Chunks of days come before those of their hours, so that the first of one time is the older write.
        var order = new TickOrder([.. _chunks, _ticks, _late]);
        var values = Values(order);
        var at = 0;
        foreach (var (start, rollup) in Rollups())
        {
            at = DeliverTicks(order.Times, values, at, before: start);
            DeliverRollup(start, rollup.Kind, rollup.Parts);
        }

        DeliverTicks(order.Times, values, at, before: long.MaxValue);
    }

    private double[][] Values(TickOrder order)
    {
        var all = new double[order.All];
        var values = new double[wanted.Ordinals.Length][];
        ColumnSource[] sources = [.. _chunks, _ticks, _late];
        for (var place = 0; place < values.Length; place++)
        {
            var at = 0;
            foreach (var source in sources)
            {
                source.Read(place, all.AsSpan(at, source.Times.Count));
                at += source.Times.Count;
            }

            values[place] = new double[order.Times.Length];
            order.Arrange(all, values[place]);
        }

        return values;
    }

    private IEnumerable<KeyValuePair<long, (int Kind, byte[][] Parts)>> Rollups() =>
        _days.Concat(_hours.Where(h => !_days.ContainsKey(Floor(h.Key, SealPeriods.Day)))).OrderBy(r => r.Key);

    private int DeliverTicks(long[] times, double[][] values, int at, long before)
    {
        for (; at < times.Length && times[at] < before; at++)
        {
            if (times[at] < _from || times[at] >= _to || IsCovered(times[at]))
            {
                continue;
            }

            for (var place = 0; place < values.Length; place++)
            {
                wanted.Add(place, times[at], values[place][at]);
            }
        }

        return at;
    }

    private bool IsCovered(long time) =>
        (_hours.Count > 0 && _hours.ContainsKey(Floor(time, SealPeriods.Hour))) || (_days.Count > 0 && _days.ContainsKey(Floor(time, SealPeriods.Day)));

    private void DeliverRollup(long start, int kind, byte[][] parts)
    {
        var step = (long)(kind == StreamQuery.DayHours ? SealPeriods.Hour : TimeSpan.FromMinutes(1)).TotalMilliseconds;
        var points = new RollupPoint[kind == StreamQuery.DayHours ? 24 : kind == StreamQuery.DayMinutes ? 1440 : 60];
        for (var place = 0; place < parts.Length; place++)
        {
            if (wanted.WantsMeansOnly(place))
            {
                RollupCodec.DecodeMeans(parts[place], points);
            }
            else
            {
                RollupCodec.Decode(parts[place], points);
            }

            for (var i = 0; i < points.Length; i++)
            {
                var time = start + (i * step);
                if (points[i].Count > 0 && time + step > _from && time < _to)
                {
                    wanted.Add(place, Math.Max(time, _from), step, points[i]);
                }
            }
        }
    }

    private static long Floor(long time, TimeSpan period) => time - (time % (long)period.TotalMilliseconds);
}
