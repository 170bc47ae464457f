using System.Buffers;
using Monitor.Domain.Metrics.Chunks;

namespace Monitor.Domain.Forecasting;

/// <summary>
/// The values of a forecast in few bytes. Layout: a version, the decimals of all values (or that it is one constant, whose eight bytes follow), then the
/// columns, each an <see cref="IntegerColumn"/> after its length: the median, the mean's distance from it, and of each other level its distance from the next
/// one towards the median. Values are rounded to a two-thousandth of the forecast's own spread; order of levels and range survive that.
/// Throws <see cref="FormatException"/> for bytes that are no such forecast.
/// </summary>
public static class ForecastPacking
{
    private const byte Version = 1;
    private const byte Constant = 127;
    private const int Columns = ForecastLevels.Count + 1;
    private const int MostSteps = 4096;
    private const double ExactIntegers = 1L << 52;

    public static byte[] Pack(Forecast forecast)
    {
        if (IsConstant(forecast))
        {
            return [Version, Constant, .. BitConverter.GetBytes(forecast.Mean[0])];
        }

        var steps = forecast.Steps;
        var decimals = Decimals(forecast);
        var buffer = ArrayPool<byte>.Shared.Rent(2 + (Columns * (Varint.MaximumLength + IntegerColumn.MaximumLength(steps))));
        try
        {
            (buffer[0], buffer[1]) = (Version, unchecked((byte)(sbyte)decimals));
            var length = 2;
            var scratch = new long[steps];
            foreach (var column in Differences(forecast, decimals))
            {
                var room = buffer.AsSpan(length + Varint.MaximumLength);
                var written = IntegerColumn.Encode(column, scratch, room);
                var head = Varint.Write((ulong)written, buffer.AsSpan(length));
                room[..written].CopyTo(buffer.AsSpan(length + head));
                length += head + written;
            }

            return buffer.AsSpan(0, length).ToArray();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public static Forecast Unpack(ReadOnlySpan<byte> packed, DateTimeOffset from, TimeSpan step, int steps)
    {
        if (packed.Length < 2 || packed[0] != Version || steps is < 1 or > MostSteps)
        {
            throw new FormatException("A forecast of an unknown version.");
        }

        if (packed[1] == Constant)
        {
            var value = packed.Length == 10 ? BitConverter.ToDouble(packed[2..]) : throw new FormatException("A constant forecast without its value.");
            return new Forecast(from, step, Filled(steps, value), [.. Enumerable.Range(0, ForecastLevels.Count).Select(_ => Filled(steps, value))]);
        }

        var decimals = unchecked((sbyte)packed[1]);
        packed = packed[2..];
        var columns = new long[Columns][];
        for (var i = 0; i < Columns; i++)
        {
            columns[i] = Column(ref packed, steps);
        }

        return new Forecast(from, step, Values(Plus(columns[0], columns[1]), decimals), Levels(columns, decimals));
    }

    private static double[][] Levels(long[][] columns, int decimals)
    {
        var levels = new long[ForecastLevels.Count][];
        levels[ForecastLevels.Median] = columns[0];
        for (var level = ForecastLevels.Median - 1; level >= 0; level--)
        {
            levels[level] = Minus(levels[level + 1], columns[2 + level]);
        }

        for (var level = ForecastLevels.Median + 1; level < ForecastLevels.Count; level++)
        {
            levels[level] = Plus(levels[level - 1], columns[1 + level]);
        }

        return [.. levels.Select(l => Values(l, decimals))];
    }

    private static IEnumerable<long[]> Differences(Forecast forecast, int decimals)
    {
        var levels = forecast.Quantiles.Select(q => Wholes(q, decimals)).ToArray();
        yield return levels[ForecastLevels.Median];
        yield return Minus(Wholes(forecast.Mean, decimals), levels[ForecastLevels.Median]);
        for (var level = 0; level < ForecastLevels.Median; level++)
        {
            yield return Minus(levels[level + 1], levels[level]);
        }

        for (var level = ForecastLevels.Median + 1; level < ForecastLevels.Count; level++)
        {
            yield return Minus(levels[level], levels[level - 1]);
        }
    }

    private static long[] Column(ref ReadOnlySpan<byte> packed, int steps)
    {
        var length = Varint.Read(ref packed);
        if (length > (ulong)packed.Length)
        {
            throw new FormatException("A forecast that ends within a column.");
        }

        var values = new long[steps];
        IntegerColumn.Decode(packed[..(int)length], values);
        packed = packed[(int)length..];
        return values;
    }

    private static long[] Plus(long[] a, long[] b)
    {
        var sum = new long[a.Length];
        for (var i = 0; i < sum.Length; i++)
        {
            sum[i] = unchecked(a[i] + b[i]);
        }

        return sum;
    }

    private static long[] Minus(long[] a, long[] b)
    {
        var rest = new long[a.Length];
        for (var i = 0; i < rest.Length; i++)
        {
            rest[i] = unchecked(a[i] - b[i]);
        }

        return rest;
    }

    private static long[] Wholes(double[] values, int decimals)
    {
        var (wholes, power) = (new long[values.Length], Math.Pow(10, Math.Abs(decimals)));
        for (var i = 0; i < wholes.Length; i++)
        {
            wholes[i] = (long)Math.Round(decimals < 0 ? values[i] / power : values[i] * power);
        }

        return wholes;
    }

    private static double[] Values(long[] wholes, int decimals)
    {
        var (values, power) = (new double[wholes.Length], Math.Pow(10, Math.Abs(decimals)));
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = decimals < 0 ? wholes[i] * power : wholes[i] / power;
        }

        return values;
    }

    private static bool IsConstant(Forecast forecast) =>
        Array.TrueForAll(forecast.Mean, v => v == forecast.Mean[0])
        && forecast.Quantiles[ForecastLevels.Lo95].All(v => v == forecast.Mean[0]) && forecast.Quantiles[ForecastLevels.Hi95].All(v => v == forecast.Mean[0]);

    private static int Decimals(Forecast forecast)
    {
        var low = forecast.Quantiles[ForecastLevels.Lo95].Min();
        var high = forecast.Quantiles[ForecastLevels.Hi95].Max();
        var largest = Math.Max(Math.Abs(low), Math.Abs(high));
        var decimals = (int)Math.Clamp(Math.Ceiling(-Math.Log10((high - low) / 2000)), -100, 100);
        while (decimals > -100 && largest * Math.Pow(10, decimals) > ExactIntegers)
        {
            decimals--;
        }

        return decimals;
    }

    private static double[] Filled(int steps, double value)
    {
        var values = new double[steps];
        Array.Fill(values, value);
        return values;
    }
}
