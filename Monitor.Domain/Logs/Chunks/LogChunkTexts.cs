using System.Buffers.Binary;
using System.Text;
using Monitor.Domain.Metrics.Chunks;

namespace Monitor.Domain.Logs.Chunks;

/// <summary>The texts of a chunk, put together from shapes and words when they are asked for.</summary>
internal sealed class LogChunkTexts
{
    private readonly char[] _shapes;
    private readonly Shape[] _all;
    private readonly int[] _ofLines;

    /// <summary>The place of each line among those of its shape.</summary>
    private readonly int[] _places;
    private readonly byte[] _words;

    /// <summary>Where each word begins; one more than there are words.</summary>
    private readonly int[] _starts;
    private readonly string[] _odd;
    private char[] _text = new char[512];

    /// <param name="shapes">UTF-8, each ended by a NUL.</param>
    /// <param name="ofLines">The shape of each line, its place + 1, or 0 for none.</param>
    /// <param name="words">ASCII, each ended by a NUL, by shape, hole and line.</param>
    /// <param name="odd">Texts without a shape.</param>
    public LogChunkTexts(ReadOnlySpan<byte> shapes, int[] ofLines, ReadOnlySpan<byte> words, ReadOnlySpan<byte> odd)
    {
        (_shapes, _ofLines, _words) = (Encoding.UTF8.GetChars(shapes.ToArray()), ofLines, words.ToArray());
        _all = Shapes(_shapes);
        _places = new int[ofLines.Length];
        var odds = 0;
        for (var i = 0; i < ofLines.Length; i++)
        {
            if (ofLines[i] > _all.Length)
            {
                throw new FormatException("A chunk of lines with a shape that is not there.");
            }

            _places[i] = ofLines[i] == 0 ? odds++ : _all[ofLines[i] - 1].Lines++;
        }

        var count = 0L;
        for (var i = 0; i < _all.Length; i++)
        {
            _all[i].FirstWord = (int)Math.Min(count, int.MaxValue);
            count += (long)_all[i].Holes * _all[i].Lines;
        }

        _starts = Starts(_words, count);
        _odd = Odd(odd, odds);
    }

    /// <summary>Valid until the next call.</summary>
    public ReadOnlySpan<char> Read(int line)
    {
        if (_ofLines[line] == 0)
        {
            return _odd[_places[line]];
        }

        ref var shape = ref _all[_ofLines[line] - 1];
        var rest = _shapes.AsSpan(shape.Start, shape.Length);
        var (length, word) = (0, shape.FirstWord + _places[line]);
        for (var hole = rest.IndexOf(LineSplit.Hole); hole >= 0; hole = rest.IndexOf(LineSplit.Hole))
        {
            var bytes = _words.AsSpan(_starts[word], _starts[word + 1] - _starts[word] - 1);
            Reserve(length + hole + bytes.Length + rest.Length);
            rest[..hole].CopyTo(_text.AsSpan(length));
            Encoding.Latin1.GetChars(bytes, _text.AsSpan(length + hole));
            length += hole + bytes.Length;
            rest = rest[(hole + 1)..];
            word += shape.Lines;
        }

        Reserve(length + rest.Length);
        rest.CopyTo(_text.AsSpan(length));
        return _text.AsSpan(0, length + rest.Length);
    }

    private void Reserve(int length)
    {
        if (_text.Length < length)
        {
            Array.Resize(ref _text, Math.Max(length, _text.Length * 2));
        }
    }

    private static Shape[] Shapes(ReadOnlySpan<char> text)
    {
        var shapes = new List<Shape>();
        for (var start = 0; start < text.Length;)
        {
            var length = text[start..].IndexOf(LineSplit.End);
            if (length < 0)
            {
                throw new FormatException("A chunk of lines with a shape without an end.");
            }

            shapes.Add(new Shape { Start = start, Length = length, Holes = text.Slice(start, length).Count(LineSplit.Hole) });
            start += length + 1;
        }

        return [.. shapes];
    }

    private static int[] Starts(ReadOnlySpan<byte> words, long count)
    {
        if (count > words.Length || words.Count((byte)0) != count)
        {
            throw new FormatException("A chunk of lines with other words than its shapes have room for.");
        }

        var starts = new int[count + 1];
        for (var i = 1; i < starts.Length; i++)
        {
            starts[i] = starts[i - 1] + words[starts[i - 1]..].IndexOf((byte)0) + 1;
        }

        return starts;
    }

    private static string[] Odd(ReadOnlySpan<byte> bytes, int count)
    {
        var texts = new string[count];
        for (var i = 0; i < count; i++)
        {
            var length = Varint.Read(ref bytes);
            if (length > (ulong)bytes.Length / 2)
            {
                throw new FormatException("A chunk of lines that ends within a text.");
            }

            // No encoding: halves of surrogate pairs stay what they are.
            var text = new char[length];
            for (var at = 0; at < text.Length; at++)
            {
                text[at] = (char)BinaryPrimitives.ReadUInt16LittleEndian(bytes[(at * 2)..]);
            }

            texts[i] = new string(text);
            bytes = bytes[((int)length * 2)..];
        }

        return texts;
    }

    private struct Shape
    {
        public int Start;
        public int Length;
        public int Holes;
        public int Lines;
        public int FirstWord;
    }
}
