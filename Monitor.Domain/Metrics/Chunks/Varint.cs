namespace Monitor.Domain.Metrics.Chunks;

/// <summary>Whole numbers in as few bytes as they need, seven bits a byte, lowest first; signed ones folded so that small magnitudes stay short.</summary>
internal static class Varint
{
    public const int MaximumLength = 10;

    public static int Write(ulong value, Span<byte> destination)
    {
        var length = 0;
        for (; value > 0x7F; value >>= 7)
        {
            destination[length++] = (byte)(value | 0x80);
        }

        destination[length++] = (byte)value;
        return length;
    }

    public static int WriteSigned(long value, Span<byte> destination) => Write((ulong)((value << 1) ^ (value >> 63)), destination);

    /// <summary>Reads and moves on. Throws <see cref="FormatException"/> where the bytes end within the number.</summary>
    public static ulong Read(ref ReadOnlySpan<byte> source)
    {
        var value = 0UL;
        for (var i = 0; i < MaximumLength && i < source.Length; i++)
        {
            value |= (ulong)(source[i] & 0x7F) << (7 * i);
            if (source[i] < 0x80)
            {
                source = source[(i + 1)..];
                return value;
            }
        }

        throw new FormatException("A column that ends within a number.");
    }

    public static long ReadSigned(ref ReadOnlySpan<byte> source)
    {
        var folded = Read(ref source);
        return (long)(folded >> 1) ^ -(long)(folded & 1);
    }
}
