namespace Monitor.Domain.Metrics.Chunks;

/// <summary>
/// Numbers as they are measured have few decimals. A scale says how many: value = whole / 10^scale, the division being the one that makes the same double
/// again, bit for bit. <see cref="None"/> is for columns where that does not hold: then the bits themselves are the whole number.
/// </summary>
internal static class DecimalScale
{
    public const int None = 15;

    private const int Most = 6;
    private const double ExactIntegers = 1L << 53;

    private static ReadOnlySpan<double> Powers => [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000];

    /// <summary>The smallest scale at which all values are whole numbers, and these; NaN is left out.</summary>
    public static int Find(ReadOnlySpan<double> values, Span<long> wholes)
    {
        for (var scale = 0; scale <= Most; scale++)
        {
            if (TryScale(values, Powers[scale], wholes))
            {
                return scale;
            }
        }

        Bits(values, wholes);
        return None;
    }

    /// <summary>
    /// For sums, which carry the rounding of adding: the smallest scale from <paramref name="atLeast"/> on at which all are whole numbers but for that.
    /// </summary>
    public static int FindNear(ReadOnlySpan<double> values, int atLeast, Span<long> wholes)
    {
        for (var scale = atLeast; scale <= Most; scale++)
        {
            if (TryScaleNear(values, Powers[scale], wholes))
            {
                return scale;
            }
        }

        Bits(values, wholes);
        return None;
    }

    /// <summary>By how much a whole number of one scale is multiplied to be one of a finer scale.</summary>
    public static long Ratio(int from, int to) => from <= to && to <= Most ? (long)(Powers[to] / Powers[from]) : throw new FormatException($"A column of the unknown scale {to}.");

    /// <summary>The bits of the values as they are.</summary>
    public static void Bits(ReadOnlySpan<double> values, Span<long> wholes)
    {
        for (var i = 0; i < values.Length; i++)
        {
            wholes[i] = BitConverter.DoubleToInt64Bits(values[i]);
        }
    }

    public static void Restore(ReadOnlySpan<long> wholes, int scale, Span<double> values)
    {
        if (scale == None)
        {
            for (var i = 0; i < wholes.Length; i++)
            {
                values[i] = BitConverter.Int64BitsToDouble(wholes[i]);
            }

            return;
        }

        var power = scale <= Most ? Powers[scale] : throw new FormatException($"A column of the unknown scale {scale}.");
        for (var i = 0; i < wholes.Length; i++)
        {
            values[i] = wholes[i] / power;
        }
    }

    private static bool TryScale(ReadOnlySpan<double> values, double power, Span<long> wholes)
    {
        for (var i = 0; i < values.Length; i++)
        {
            var whole = Math.Round(values[i] * power);
            if (!(Math.Abs(whole) < ExactIntegers) || BitConverter.DoubleToInt64Bits((long)whole / power) != BitConverter.DoubleToInt64Bits(values[i]))
            {
                return false; // also for -0, infinities and NaN
            }

            wholes[i] = (long)whole;
        }

        return true;
    }

    private static bool TryScaleNear(ReadOnlySpan<double> values, double power, Span<long> wholes)
    {
        for (var i = 0; i < values.Length; i++)
        {
            var whole = Math.Round(values[i] * power);
            if (!(Math.Abs(whole) < ExactIntegers) || Math.Abs((whole / power) - values[i]) > Math.Abs(values[i]) * 1e-13)
            {
                return false;
            }

            wholes[i] = (long)whole;
        }

        return true;
    }
}
