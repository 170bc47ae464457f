namespace Monitor.Domain.Metrics.Chunks;

/// <summary>
/// A sealed period of one stream, opened: times at once, each series when it is asked for. Throws <see cref="FormatException"/> for bytes that are no chunk
/// of a known version.
/// </summary>
public sealed class Chunk : ColumnSource
{
    private const byte Version = 1;
    private const int MaximumTicks = 1 << 22;
    private readonly SealedColumns _columns;
    private readonly long[] _times;

    public Chunk(SealedColumns columns)
    {
        _columns = columns;
        _times = ReadTimes(columns.Part(0));
    }

    public override IReadOnlyList<long> Times => _times;

    public override int Width => _columns.Parts - 1;

    public override void Read(int ordinal, Span<double> values) => ColumnCodec.Decode(_columns.Part(ordinal + 1), values[.._times.Length]);

    /// <summary>The part that holds the times, alone.</summary>
    public static long[] ReadTimes(ReadOnlySpan<byte> part)
    {
        if (part.IsEmpty || part[0] != Version)
        {
            throw new FormatException(part.IsEmpty ? "A chunk without times." : $"A chunk of the unknown version {part[0]}.");
        }

        part = part[1..];
        var count = Varint.Read(ref part);
        var times = count <= MaximumTicks ? new long[count] : throw new FormatException($"A chunk of {count} ticks.");
        IntegerColumn.Decode(part, times);
        return times;
    }

    internal static int WriteTimes(ReadOnlySpan<long> times, Span<byte> destination)
    {
        destination[0] = Version;
        var length = 1 + Varint.Write((ulong)times.Length, destination[1..]);
        return length + IntegerColumn.Encode(times, new long[times.Length], destination[length..]);
    }

    internal static int MaximumTimesLength(int count) => 1 + Varint.MaximumLength + IntegerColumn.MaximumLength(count);
}
