namespace Monitor.Domain.Metrics.Chunks;

/// <summary>
/// Makes the chunk and the roll-ups of one period of one stream out of what there is of it: rows, chunks of its hours, what came late. One column at a time, and
/// each is unpacked again and compared bit by bit before it counts. Used again for the next stream; not for two threads at once.
/// </summary>
/// <param name="period">An hour, or a day, which gets points by the hour too.</param>
public sealed class PeriodSealer(TimeSpan period)
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private readonly SealedColumns.Builder _chunk = new();
    private readonly SealedColumns.Builder _minutes = new();
    private readonly SealedColumns.Builder _hours = new();
    private double[] _all = [];
    private double[] _ordered = [];
    private double[] _back = [];

    /// <summary>Null when the sources have no tick. Ticks outside of the period are a fault of the caller.</summary>
    /// <param name="start">Start of the period, unix milliseconds.</param>
    /// <param name="isCounter">Whether a series counts, so that its roll-ups are of its rates.</param>
    /// <exception cref="InvalidDataException">A column did not come back as it was.</exception>
    public SealedPeriod? Seal(long start, IReadOnlyList<ColumnSource> sources, Func<int, bool> isCounter)
    {
        var order = new TickOrder(sources);
        if (order.Times.Length == 0)
        {
            return null;
        }

        if (order.Times[0] < start || order.Times[^1] >= start + (long)period.TotalMilliseconds)
        {
            throw new ArgumentException("Every tick lies in the period.", nameof(sources));
        }

        Grow(order.All);
        Forget();
        WriteTimes(order.Times);
        var minutes = new RollupBuilder(start, Minute, period);
        var hours = period > Hour ? new RollupBuilder(start, Hour, period) : null;
        var width = sources.Max(s => s.Width);
        var samples = 0L;
        for (var ordinal = 0; ordinal < width; ordinal++)
        {
            var values = Gather(ordinal, sources, order);
            samples += WriteValues(ordinal, values);
            if (isCounter(ordinal))
            {
                ToRates(order.Times, values);
            }

            WritePoints(_minutes, minutes, order.Times, values);
            if (hours is not null)
            {
                WritePoints(_hours, hours, order.Times, values);
            }
        }

        return new SealedPeriod(order.Times.Length, samples, _chunk.Take(), _minutes.Take(), hours is null ? null : _hours.Take());
    }

    /// <summary>What a period that failed has left.</summary>
    private void Forget()
    {
        _chunk.Clear();
        _minutes.Clear();
        _hours.Clear();
    }

    private void Grow(int ticks)
    {
        if (_all.Length < ticks)
        {
            (_all, _ordered, _back) = (new double[ticks], new double[ticks], new double[ticks]);
        }
    }

    private Span<double> Gather(int ordinal, IReadOnlyList<ColumnSource> sources, TickOrder order)
    {
        var at = 0;
        foreach (var source in sources)
        {
            source.Read(ordinal, _all.AsSpan(at, source.Times.Count));
            at += source.Times.Count;
        }

        var ordered = _ordered.AsSpan(0, order.Times.Length);
        order.Arrange(_all.AsSpan(0, at), ordered);
        return ordered;
    }

    private void WriteTimes(long[] times)
    {
        var room = _chunk.Room(Chunk.MaximumTimesLength(times.Length));
        var length = Chunk.WriteTimes(times, room);
        if (!Chunk.ReadTimes(room[..length]).AsSpan().SequenceEqual(times))
        {
            throw new InvalidDataException("The times of a chunk did not come back as they were.");
        }

        _chunk.End(length);
    }

    private int WriteValues(int ordinal, ReadOnlySpan<double> values)
    {
        var room = _chunk.Room(ColumnCodec.MaximumLength(values.Length));
        var length = ColumnCodec.Encode(values, room);
        var back = _back.AsSpan(0, values.Length);
        ColumnCodec.Decode(room[..length], back);
        var samples = 0;
        for (var i = 0; i < values.Length; i++)
        {
            var isMissing = double.IsNaN(values[i]);
            samples += isMissing ? 0 : 1;
            if (isMissing ? !double.IsNaN(back[i]) : BitConverter.DoubleToInt64Bits(values[i]) != BitConverter.DoubleToInt64Bits(back[i]))
            {
                throw new InvalidDataException($"Value {i} of series {ordinal} did not come back as it was.");
            }
        }

        _chunk.End(length);
        return samples;
    }

    private static void ToRates(long[] times, Span<double> values)
    {
        var rates = new CounterRates();
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = rates.Next(times[i], values[i]);
        }
    }

    private static void WritePoints(SealedColumns.Builder target, RollupBuilder rollup, long[] times, ReadOnlySpan<double> values)
    {
        rollup.Clear();
        rollup.Add(times, values);
        target.End(RollupCodec.Encode(rollup.Points, target.Room(RollupCodec.MaximumLength(rollup.Points.Length))));
    }
}
