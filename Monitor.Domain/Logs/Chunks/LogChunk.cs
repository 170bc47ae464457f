using System.IO.Compression;
using Monitor.Domain.Metrics.Chunks;

namespace Monitor.Domain.Logs.Chunks;

/// <summary>
/// Lines that were packed by <see cref="LogChunkWriter"/>, opened: each can be read alone. Throws <see cref="FormatException"/> for bytes that are no such chunk.
/// </summary>
public sealed class LogChunk
{
    /// <summary>What the most lines can come to, with room to spare.</summary>
    private const int MostBytes = 256 << 20;

    private readonly long[] _times;
    private readonly long[] _numbers;
    private readonly int[] _sources;
    private readonly byte[] _severities;
    private readonly int[] _marks;
    private readonly LogChunkTexts _texts;

    public LogChunk(ReadOnlySpan<byte> payload)
    {
        var raw = Unpack(payload);
        ReadOnlySpan<byte> rest = raw;
        var count = (int)Bounded(Varint.Read(ref rest), LogChunkWriter.MostLines);
        _times = Differences(Part(ref rest), count);
        _numbers = Differences(Part(ref rest), count);
        _sources = Sources(Part(ref rest), Part(ref rest), count);
        var severities = Part(ref rest);
        _severities = severities.Length == count && !severities.ContainsAnyExceptInRange((byte)0, (byte)7)
            ? severities.ToArray()
            : throw new FormatException("A chunk of lines with severities that are none.");
        _marks = Wholes(Part(ref rest), count, uint.MaxValue);
        _texts = new LogChunkTexts(Part(ref rest), Wholes(Part(ref rest), count, LogChunkWriter.MostLines), Part(ref rest), Part(ref rest));
    }

    public int Count => _times.Length;

    /// <summary>The line, its text as a string of its own.</summary>
    public LogLine this[int index] =>
        new(_times[index], _sources[index], Severity(index), Marks(index), _texts.Read(index).ToString(), _numbers[index]);

    public long Time(int index) => _times[index];

    public long Number(int index) => _numbers[index];

    public int SourceId(int index) => _sources[index];

    public LogSeverity Severity(int index) => (LogSeverity)_severities[index];

    public LogMarks Marks(int index) => (LogMarks)_marks[index];

    /// <summary>Valid until the next text is read.</summary>
    public ReadOnlySpan<char> Text(int index) => _texts.Read(index);

    private static byte[] Unpack(ReadOnlySpan<byte> payload)
    {
        if (payload.IsEmpty || payload[0] != LogChunkWriter.Version)
        {
            throw new FormatException(payload.IsEmpty ? "A chunk of lines without bytes." : $"A chunk of lines of the unknown version {payload[0]}.");
        }

        payload = payload[1..];
        var raw = new byte[Bounded(Varint.Read(ref payload), MostBytes)];
        return BrotliDecoder.TryDecompress(payload, raw, out var length) && length == raw.Length
            ? raw
            : throw new FormatException("A chunk of lines that does not unpack to its length.");
    }

    private static ReadOnlySpan<byte> Part(ref ReadOnlySpan<byte> rest)
    {
        var length = (int)Bounded(Varint.Read(ref rest), rest.Length);
        if (length > rest.Length)
        {
            throw new FormatException("A chunk of lines that ends within a part.");
        }

        var part = rest[..length];
        rest = rest[length..];
        return part;
    }

    private static long[] Differences(ReadOnlySpan<byte> part, int count)
    {
        var values = new long[count];
        var last = 0L;
        for (var i = 0; i < count; i++)
        {
            values[i] = last += Varint.ReadSigned(ref part);
        }

        return values;
    }

    private static int[] Wholes(ReadOnlySpan<byte> part, int count, long most)
    {
        var values = new int[count];
        for (var i = 0; i < count; i++)
        {
            values[i] = (int)Bounded(Varint.Read(ref part), most);
        }

        return values;
    }

    private static int[] Sources(ReadOnlySpan<byte> known, ReadOnlySpan<byte> places, int count)
    {
        var sources = new int[Bounded(Varint.Read(ref known), count)];
        for (var i = 0; i < sources.Length; i++)
        {
            sources[i] = (int)Varint.ReadSigned(ref known);
        }

        if (sources.Length == 0 && count > 0)
        {
            throw new FormatException("A chunk of lines without sources.");
        }

        var ofLines = Wholes(places, count, sources.Length - 1);
        for (var i = 0; i < count; i++)
        {
            ofLines[i] = sources[ofLines[i]];
        }

        return ofLines;
    }

    private static long Bounded(ulong value, long most) =>
        value <= (ulong)most ? (long)value : throw new FormatException($"A chunk of lines with {value} where at most {most} can be.");
}
