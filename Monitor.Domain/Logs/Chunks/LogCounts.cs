using System.Buffers;
using System.Numerics;
using Monitor.Domain.Metrics.Chunks;

namespace Monitor.Domain.Logs.Chunks;

/// <summary>
/// How many lines of each severity a chunk has in each minute, so that a histogram needs no text. Layout: for each minute that has any, in order: the minutes since the
/// one before (since 1970 for the first), a byte with a bit for each severity that there is, and their counts, all but the byte as varints.
/// </summary>
public static class LogCounts
{
    public const int Severities = 8;
    private const long Minute = 60_000;

    /// <summary>Of lines in the order of their times.</summary>
    internal static byte[] Of(ReadOnlySpan<LogLine> lines)
    {
        var packed = new ArrayBufferWriter<byte>();
        Span<long> counts = stackalloc long[Severities];
        var last = 0L;
        for (var i = 0; i < lines.Length;)
        {
            counts.Clear();
            var minute = MinuteOf(lines[i].Time);
            for (; i < lines.Length && MinuteOf(lines[i].Time) == minute; i++)
            {
                counts[(int)lines[i].Severity]++;
            }

            Write(packed, minute - last, counts);
            last = minute;
        }

        return packed.WrittenSpan.ToArray();
    }

    /// <summary>Gives each count: the start of the minute in unix milliseconds, the severity, the lines. Throws <see cref="FormatException"/> for bytes that are no counts.</summary>
    public static void Read(ReadOnlySpan<byte> packed, Action<long, LogSeverity, long> add)
    {
        for (var minute = 0L; !packed.IsEmpty;)
        {
            minute += Varint.ReadSigned(ref packed);
            if (packed.IsEmpty)
            {
                throw new FormatException("Counts of lines that end within a minute.");
            }

            var mask = packed[0];
            packed = packed[1..];
            for (; mask != 0; mask &= (byte)(mask - 1))
            {
                add(minute * Minute, (LogSeverity)BitOperations.TrailingZeroCount(mask), (long)Varint.Read(ref packed));
            }
        }
    }

    private static long MinuteOf(long time) => Math.DivRem(time - (time < 0 ? Minute - 1 : 0), Minute).Quotient;

    private static void Write(ArrayBufferWriter<byte> packed, long minutes, ReadOnlySpan<long> counts)
    {
        packed.Advance(Varint.WriteSigned(minutes, packed.GetSpan(Varint.MaximumLength)));
        var mask = 0;
        for (var i = 0; i < counts.Length; i++)
        {
            mask |= counts[i] > 0 ? 1 << i : 0;
        }

        packed.Write([(byte)mask]);
        foreach (var count in counts)
        {
            if (count > 0)
            {
                packed.Advance(Varint.Write((ulong)count, packed.GetSpan(Varint.MaximumLength)));
            }
        }
    }
}
