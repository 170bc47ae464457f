using System.Buffers.Binary;

namespace Monitor.Domain.Metrics;

/// <summary>
/// One tick of a stream as a packed row: a version byte, then the values by ordinal. NaN means missing; missing values at the end are left out, so that
/// a row written before a series existed reads as missing there. Every other double comes back bit for bit.
/// <para>
/// An entry's first byte holds a tag in the high nibble. 0: a run of missing values. 1: a raw double of 8 bytes follows. 2: a whole number of 1024s,
/// 3 to 8: a number with 0 to 5 decimals; 9 to 15: the same, negative. For these the low nibble is (following bytes &lt;&lt; 1 | lowest bit of the
/// magnitude), and the rest of the magnitude follows, least significant byte first: about 3 bytes for a percentage with two decimals.
/// </para>
/// Throws <see cref="FormatException"/> for bytes that are no such row; never reads past their end.
/// </summary>
public static class TickCodec
{
    public const byte Version = 1;

    /// <summary>A row never describes more values than this; more is a broken row.</summary>
    public const int MaximumValues = 1 << 16;

    internal const int Missing = 0;
    internal const int Raw = 1;
    internal const int FirstScale = 2;
    internal const int ScaleCount = 7;
    internal const int LongRun = 15;

    internal static ReadOnlySpan<double> Divisors => [1.0 / 1024, 1, 10, 100, 1_000, 10_000, 100_000];

    private const double ExactIntegers = 1L << 53;

    /// <summary>The most bytes that a row of so many values can take.</summary>
    public static int MaximumLength(int values) => 1 + (values * 9);

    /// <summary>Packs the values and returns the length of the row. The destination holds <see cref="MaximumLength"/> bytes.</summary>
    public static int Encode(ReadOnlySpan<double> values, Span<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(values.Length, MaximumValues);
        destination[0] = Version;
        var length = 1;
        var missing = 0;
        foreach (var value in values)
        {
            if (double.IsNaN(value))
            {
                missing++;
                continue;
            }

            length += WriteRun(missing, destination[length..]);
            missing = 0;
            length += WriteValue(value, destination[length..]);
        }

        return length;
    }

    /// <summary>Unpacks into the values, NaN where missing; what the row has beyond them is not looked at.</summary>
    public static void Decode(ReadOnlySpan<byte> row, Span<double> values)
    {
        var reader = new TickReader(row);
        for (var ordinal = 0; ordinal < values.Length; ordinal++)
        {
            values[ordinal] = reader.Next();
        }
    }

    /// <summary>Unpacks only the wanted ordinals, given in ascending order, into the places of the same index; NaN where missing.</summary>
    public static void DecodeSome(ReadOnlySpan<byte> row, ReadOnlySpan<int> ordinals, Span<double> values)
    {
        var reader = new TickReader(row);
        var at = 0;
        for (var i = 0; i < ordinals.Length; i++)
        {
            reader.Skip(ordinals[i] - at);
            values[i] = reader.Next();
            at = ordinals[i] + 1;
        }
    }

    private static int WriteRun(int missing, Span<byte> destination)
    {
        var length = 0;
        while (missing > 0)
        {
            if (missing < LongRun + 1)
            {
                destination[length++] = (byte)(missing - 1);
                return length;
            }

            var run = Math.Min(missing, LongRun + 1 + byte.MaxValue);
            destination[length++] = LongRun;
            destination[length++] = (byte)(run - LongRun - 1);
            missing -= run;
        }

        return length;
    }

    private static int WriteValue(double value, Span<byte> destination)
    {
        var magnitude = Math.Abs(value);
        for (var scale = 0; scale < ScaleCount; scale++)
        {
            var whole = Math.Round(magnitude * Divisors[scale]);
            if (whole < ExactIntegers && IsSame(whole / Divisors[scale], magnitude) && !(scale == 0 && whole == 0) && !IsNegativeZero(value))
            {
                return WriteScaled((ulong)whole, FirstScale + scale + (value < 0 ? ScaleCount : 0), destination);
            }
        }

        destination[0] = Raw << 4;
        BinaryPrimitives.WriteDoubleLittleEndian(destination[1..], value);
        return 9;
    }

    private static int WriteScaled(ulong magnitude, int tag, Span<byte> destination)
    {
        var rest = magnitude >> 1;
        var bytes = 0;
        while (rest > 0)
        {
            destination[++bytes] = (byte)rest;
            rest >>= 8;
        }

        destination[0] = (byte)((tag << 4) | (bytes << 1) | (int)(magnitude & 1));
        return bytes + 1;
    }

    private static bool IsSame(double a, double b) => BitConverter.DoubleToInt64Bits(a) == BitConverter.DoubleToInt64Bits(b);

    private static bool IsNegativeZero(double value) => value == 0 && double.IsNegative(value);
}
