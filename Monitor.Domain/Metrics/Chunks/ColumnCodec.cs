using System.Buffers;

namespace Monitor.Domain.Metrics.Chunks;

/// <summary>
/// The values of one series at the ticks of a chunk, NaN where missing, lossless. Layout: nothing at all where every value is missing; else a byte (scale in
/// the low nibble, bit 4 when some are missing), the lengths of alternating runs of present and missing values as varints, an
/// <see cref="IntegerColumn"/> of those that are present. Throws <see cref="FormatException"/> for bytes that are no such column.
/// </summary>
public static class ColumnCodec
{
    private const int HasGaps = 16;

    /// <summary>The most bytes that a column of so many values can take.</summary>
    public static int MaximumLength(int count) => 1 + Varint.MaximumLength + (count * 2) + IntegerColumn.MaximumLength(count);

    /// <summary>Packs the values and returns the length. The destination holds <see cref="MaximumLength"/> bytes.</summary>
    public static int Encode(ReadOnlySpan<double> values, Span<byte> destination)
    {
        var present = ArrayPool<double>.Shared.Rent(values.Length);
        var wholes = ArrayPool<long>.Shared.Rent(values.Length * 2);
        try
        {
            var count = Compact(values, present);
            if (count == 0)
            {
                return 0;
            }

            var scale = DecimalScale.Find(present.AsSpan(0, count), wholes);
            destination[0] = (byte)(scale | (count < values.Length ? HasGaps : 0));
            var length = 1;
            if (count < values.Length)
            {
                length += WriteRuns(values, destination[length..]);
            }

            return length + IntegerColumn.Encode(wholes.AsSpan(0, count), wholes.AsSpan(values.Length), destination[length..]);
        }
        finally
        {
            ArrayPool<double>.Shared.Return(present);
            ArrayPool<long>.Shared.Return(wholes);
        }
    }

    /// <summary>Unpacks as many values as the chunk has ticks, NaN where missing.</summary>
    public static void Decode(ReadOnlySpan<byte> column, Span<double> values)
    {
        if (column.IsEmpty)
        {
            values.Fill(double.NaN);
            return;
        }

        var kind = column[0];
        column = column[1..];
        var runs = column;
        var count = (kind & HasGaps) == 0 ? values.Length : SkipRuns(ref column, values.Length);
        var wholes = ArrayPool<long>.Shared.Rent(values.Length);
        try
        {
            IntegerColumn.Decode(column, wholes.AsSpan(0, count));
            DecimalScale.Restore(wholes.AsSpan(0, count), kind & 15, values);
        }
        finally
        {
            ArrayPool<long>.Shared.Return(wholes);
        }

        if (count < values.Length)
        {
            Spread(runs, values, count);
        }
    }

    private static int Compact(ReadOnlySpan<double> values, Span<double> present)
    {
        var count = 0;
        foreach (var value in values)
        {
            if (!double.IsNaN(value))
            {
                present[count++] = value;
            }
        }

        return count;
    }

    private static int WriteRuns(ReadOnlySpan<double> values, Span<byte> destination)
    {
        var (length, start, isPresent) = (0, 0, true);
        for (var i = 0; i <= values.Length; i++)
        {
            if (i == values.Length || double.IsNaN(values[i]) == isPresent)
            {
                length += Varint.Write((ulong)(i - start), destination[length..]);
                (start, isPresent) = (i, !isPresent);
            }
        }

        return length;
    }

    /// <summary>How many values the runs say are present.</summary>
    private static int SkipRuns(ref ReadOnlySpan<byte> column, int length)
    {
        var present = 0;
        var isPresent = true;
        for (var at = 0; at < length; isPresent = !isPresent)
        {
            var run = ReadRun(ref column, length - at);
            present += isPresent ? run : 0;
            at += run;
        }

        return present;
    }

    /// <summary>Moves the values that lie together at the front to their places.</summary>
    private static void Spread(ReadOnlySpan<byte> runs, Span<double> values, int count)
    {
        Span<double> together = values[..count].ToArray();
        values.Fill(double.NaN);
        var isPresent = true;
        for (var at = 0; at < values.Length; isPresent = !isPresent)
        {
            var run = ReadRun(ref runs, values.Length - at);
            if (isPresent)
            {
                together[..run].CopyTo(values[at..]);
                together = together[run..];
            }

            at += run;
        }
    }

    private static int ReadRun(ref ReadOnlySpan<byte> runs, int most)
    {
        var run = Varint.Read(ref runs);
        return run <= (ulong)most ? (int)run : throw new FormatException("A column whose runs are longer than its chunk.");
    }
}
