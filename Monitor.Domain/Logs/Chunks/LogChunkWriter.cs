using System.Buffers;
using System.IO.Compression;
using System.Text;
using Monitor.Domain.Metrics.Chunks;

namespace Monitor.Domain.Logs.Chunks;

/// <summary>
/// Packs lines column by column: times, numbers, sources, severities and marks, the shapes of the texts, each once, and the words in their holes, those of one hole
/// together; then all of it with Brotli. Lossless for every text. For one caller at a time; it keeps its memory.
/// </summary>
/// <remarks>
/// Layout: a byte of the version, the length unpacked as a varint, Brotli of: the count; then parts, each with its length before it: differences of times, differences of
/// numbers (both signed varints), the source ids (count, then each), the source of each line by its place there, a byte of severity each, marks (varints),
/// shapes (UTF-8, each ended by a NUL), the shape of each line (0: none, else its place + 1), words (ASCII, each ended by a NUL, by shape, then hole, then line), and texts without a shape
/// (length in chars, then UTF-16, lowest byte first).
/// </remarks>
public sealed class LogChunkWriter
{
    /// <summary>More lines, or more chars of text, than this go into another chunk.</summary>
    public const int MostLines = 1 << 16;
    public const int MostChars = 16 << 20;

    internal const byte Version = 1;
    private readonly LineSplit _split = new();
    private readonly List<(int Start, int Length)> _words = [];
    private readonly ArrayBufferWriter<byte> _raw = new(1 << 16);
    private readonly ArrayBufferWriter<byte> _part = new(1 << 14);
    private readonly ShapeBook _shapes = new();

    /// <summary>At most <see cref="MostLines"/> lines; their order is kept.</summary>
    /// <param name="quality">Of Brotli, 0 to 11: the higher, the smaller and the slower.</param>
    public byte[] Pack(ReadOnlySpan<LogLine> lines, int quality)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(lines.Length, MostLines);
        _raw.ResetWrittenCount();
        Write(_raw, (ulong)lines.Length);
        WriteTimes(lines);
        WriteSources(lines);
        foreach (var line in lines)
        {
            _part.Write([(byte)line.Severity]);
        }

        EndPart();
        foreach (var line in lines)
        {
            Write(_part, (uint)line.Marks);
        }

        EndPart();
        WriteTexts(lines);
        return Compress(quality);
    }

    private void WriteTimes(ReadOnlySpan<LogLine> lines)
    {
        var time = 0L;
        foreach (var line in lines)
        {
            WriteSigned(_part, line.Time - time);
            time = line.Time;
        }

        EndPart();
        var number = 0L;
        foreach (var line in lines)
        {
            WriteSigned(_part, line.Number - number);
            number = line.Number;
        }

        EndPart();
    }

    private void WriteSources(ReadOnlySpan<LogLine> lines)
    {
        var places = new Dictionary<int, int>();
        foreach (var line in lines)
        {
            places.TryAdd(line.SourceId, places.Count);
        }

        Write(_part, (ulong)places.Count);
        foreach (var source in places.Keys)
        {
            WriteSigned(_part, source);
        }

        EndPart();
        foreach (var line in lines)
        {
            Write(_part, (ulong)places[line.SourceId]);
        }

        EndPart();
    }

    private void WriteTexts(ReadOnlySpan<LogLine> lines)
    {
        _shapes.Clear(lines.Length);
        _words.Clear();
        for (var i = 0; i < lines.Length; i++)
        {
            var first = _words.Count;
            if (_split.TrySplit(lines[i].Text, _words))
            {
                _shapes.Add(i, _split.Shape, first, _words.Count - first);
            }
            else
            {
                _words.RemoveRange(first, _words.Count - first);
            }
        }

        foreach (var shape in _shapes.All)
        {
            Encoding.UTF8.GetBytes(shape.Text, _part);
            _part.Write("\0"u8);
        }

        EndPart();
        foreach (var place in _shapes.OfLines)
        {
            Write(_part, (ulong)(place + 1));
        }

        EndPart();
        WriteWords(lines);
        WriteOddTexts(lines);
    }

    private void WriteWords(ReadOnlySpan<LogLine> lines)
    {
        foreach (var shape in _shapes.All)
        {
            for (var hole = 0; hole < shape.Holes; hole++)
            {
                for (var line = shape.FirstLine; line >= 0; line = _shapes.NextLine(line))
                {
                    var (start, length) = _words[_shapes.FirstWord(line) + hole];
                    var room = _part.GetSpan(length + 1);
                    Encoding.ASCII.GetBytes(lines[line].Text.AsSpan(start, length), room);
                    room[length] = 0;
                    _part.Advance(length + 1);
                }
            }
        }

        EndPart();
    }

    private void WriteOddTexts(ReadOnlySpan<LogLine> lines)
    {
        for (var i = 0; i < lines.Length; i++)
        {
            if (_shapes.OfLines[i] < 0)
            {
                Write(_part, (ulong)lines[i].Text.Length);
                foreach (var sign in lines[i].Text)
                {
                    _part.Write([(byte)sign, (byte)(sign >> 8)]);
                }
            }
        }

        EndPart();
    }

    private void EndPart()
    {
        Write(_raw, (ulong)_part.WrittenCount);
        _raw.Write(_part.WrittenSpan);
        _part.ResetWrittenCount();
    }

    private byte[] Compress(int quality)
    {
        var packed = ArrayPool<byte>.Shared.Rent(1 + Varint.MaximumLength + BrotliEncoder.GetMaxCompressedLength(_raw.WrittenCount));
        try
        {
            packed[0] = Version;
            var head = 1 + Varint.Write((ulong)_raw.WrittenCount, packed.AsSpan(1));
            return BrotliEncoder.TryCompress(_raw.WrittenSpan, packed.AsSpan(head), out var length, quality, 22)
                ? packed[..(head + length)]
                : throw new InvalidOperationException("Brotli did not pack a chunk of lines.");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(packed);
        }
    }

    private static void Write(ArrayBufferWriter<byte> writer, ulong value) => writer.Advance(Varint.Write(value, writer.GetSpan(Varint.MaximumLength)));

    private static void WriteSigned(ArrayBufferWriter<byte> writer, long value) =>
        writer.Advance(Varint.WriteSigned(value, writer.GetSpan(Varint.MaximumLength)));
}
