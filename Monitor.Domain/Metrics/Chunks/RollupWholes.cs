namespace Monitor.Domain.Metrics.Chunks;

/// <summary>The points of a roll-up that have samples as columns of whole numbers, and back.</summary>
internal sealed class RollupWholes
{
    public RollupWholes(int scale, int sumScale) => (Scale, SumScale) = (scale, sumScale);

    public RollupWholes(ReadOnlySpan<RollupPoint> points, int used)
    {
        var values = new double[used * 3];
        var sums = new double[used];
        var counts = new long[used];
        var at = 0;
        foreach (var point in points)
        {
            if (point.Count > 0)
            {
                (values[at], values[used + at], values[(2 * used) + at]) = (point.Minimum, point.Maximum, point.Last);
                (sums[at], counts[at]) = (point.Sum, point.Count);
                at++;
            }
        }

        var wholes = new long[used * 3];
        Scale = DecimalScale.Find(values, wholes);
        (Minimum, Range, Last) = (wholes[..used], wholes[used..(2 * used)], wholes[(2 * used)..]);
        Sum = new long[used];
        SumScale = DecimalScale.FindNear(sums, Scale, Sum);
        if (Scale == DecimalScale.None)
        {
            return;
        }

        for (var i = 0; i < used; i++)
        {
            Range[i] -= Minimum[i];
            Last[i] -= Minimum[i];
            Sum[i] = unchecked(Sum[i] - Expected(i, counts[i]));
        }
    }

    public int Scale { get; }

    public int SumScale { get; }

    public long[] Minimum { get; init; } = [];

    public long[] Range { get; init; } = [];

    public long[] Last { get; init; } = [];

    public long[] Sum { get; init; } = [];

    public (double[] Minimum, double[] Maximum, double[] Last, double[] Sum) Restore(long[] allCounts)
    {
        var counts = Array.FindAll(allCounts, c => c > 0);
        for (var i = 0; i < counts.Length && Scale != DecimalScale.None; i++)
        {
            Range[i] = unchecked(Range[i] + Minimum[i]);
            Last[i] = unchecked(Last[i] + Minimum[i]);
            Sum[i] = unchecked(Sum[i] + Expected(i, counts[i]));
        }

        return (Values(Minimum, Scale), Values(Range, Scale), Values(Last, Scale), Values(Sum, SumScale));
    }

    /// <summary>The sums alone.</summary>
    public double[] RestoreSums(long[] allCounts)
    {
        var counts = Array.FindAll(allCounts, c => c > 0);
        for (var i = 0; i < counts.Length && Scale != DecimalScale.None; i++)
        {
            Sum[i] = unchecked(Sum[i] + Expected(i, counts[i]));
        }

        return Values(Sum, SumScale);
    }

    /// <summary>The sum if every value were the minimum: the rest is small. Wraps where it is too large, and back again when it is read.</summary>
    private long Expected(int index, long count) =>
        SumScale == DecimalScale.None ? 0 : unchecked(Minimum[index] * count * DecimalScale.Ratio(Scale, SumScale));

    private static double[] Values(long[] wholes, int scale)
    {
        var values = new double[wholes.Length];
        DecimalScale.Restore(wholes, scale, values);
        return values;
    }
}
