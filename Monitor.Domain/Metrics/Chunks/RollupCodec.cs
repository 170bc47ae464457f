using System.Buffers;

namespace Monitor.Domain.Metrics.Chunks;

/// <summary>
/// The points of one series over a period at equal steps. Layout: nothing at all without samples; else a byte with the scale of the values and that of the
/// sums, then the counts and, of those points that have samples, minimum, range, last and sum, each an <see cref="IntegerColumn"/> after its length. What has
/// few decimals is stored as its distance from the minimum, a sum without what adding doubles put behind its decimals; else bit by bit.
/// Throws <see cref="FormatException"/> for bytes that are no such column.
/// </summary>
public static class RollupCodec
{
    private const int Columns = 5;

    public static int MaximumLength(int points) => 1 + (Columns * (Varint.MaximumLength + IntegerColumn.MaximumLength(points)));

    public static int Encode(ReadOnlySpan<RollupPoint> points, Span<byte> destination)
    {
        var counts = new long[points.Length];
        for (var i = 0; i < points.Length; i++)
        {
            counts[i] = points[i].Count;
        }

        var used = counts.Count(c => c > 0);
        if (used == 0)
        {
            return 0;
        }

        var wholes = new RollupWholes(points, used);
        destination[0] = (byte)(wholes.Scale | (wholes.SumScale << 4));
        var length = 1 + Write(counts, destination[1..]);
        foreach (var column in new[] { wholes.Minimum, wholes.Range, wholes.Last, wholes.Sum })
        {
            length += Write(column, destination[length..]);
        }

        return length;
    }

    /// <summary>Fills as many points as the period has steps.</summary>
    public static void Decode(ReadOnlySpan<byte> column, Span<RollupPoint> points)
    {
        points.Clear();
        if (column.IsEmpty)
        {
            return;
        }

        var scales = column[0];
        column = column[1..];
        var counts = Read(ref column, points.Length);
        var used = counts.Count(c => c > 0);
        var wholes = new RollupWholes(scales & 15, scales >> 4)
        {
            Minimum = Read(ref column, used), Range = Read(ref column, used), Last = Read(ref column, used), Sum = Read(ref column, used),
        };
        var values = wholes.Restore(counts);
        var at = 0;
        for (var i = 0; i < points.Length; i++)
        {
            if (counts[i] > 0)
            {
                points[i] = new RollupPoint((int)Math.Min(counts[i], int.MaxValue), values.Minimum[at], values.Maximum[at], values.Sum[at], values.Last[at]);
                at++;
            }
        }
    }

    /// <summary>Count and sum of as many points as the period has steps, for half of the work; the rest of each point is not a number.</summary>
    public static void DecodeMeans(ReadOnlySpan<byte> column, Span<RollupPoint> points)
    {
        points.Clear();
        if (column.IsEmpty)
        {
            return;
        }

        var scales = column[0];
        column = column[1..];
        var counts = Read(ref column, points.Length);
        var used = counts.Count(c => c > 0);
        var minimum = Read(ref column, used);
        Skip(ref column);
        Skip(ref column);
        var sums = new RollupWholes(scales & 15, scales >> 4) { Minimum = minimum, Sum = Read(ref column, used) }.RestoreSums(counts);
        var at = 0;
        for (var i = 0; i < points.Length; i++)
        {
            if (counts[i] > 0)
            {
                points[i] = new RollupPoint((int)Math.Min(counts[i], int.MaxValue), double.NaN, double.NaN, sums[at++], double.NaN);
            }
        }
    }

    private static int Write(long[] values, Span<byte> destination)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(IntegerColumn.MaximumLength(values.Length));
        try
        {
            var length = IntegerColumn.Encode(values, new long[values.Length], buffer);
            var head = Varint.Write((ulong)length, destination);
            buffer.AsSpan(0, length).CopyTo(destination[head..]);
            return head + length;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static long[] Read(ref ReadOnlySpan<byte> column, int count)
    {
        var values = new long[count];
        IntegerColumn.Decode(Skip(ref column), values);
        return values;
    }

    private static ReadOnlySpan<byte> Skip(ref ReadOnlySpan<byte> column)
    {
        var length = Varint.Read(ref column);
        if (length > (ulong)column.Length)
        {
            throw new FormatException("A roll-up that ends within a column.");
        }

        var skipped = column[..(int)length];
        column = column[(int)length..];
        return skipped;
    }
}
