using System.Buffers.Text;

namespace Monitor.Agent.Collectors.Linux;

/// <summary>Walks the lines of a /proc text and the words of a line without making strings.</summary>
internal ref struct Scanner(ReadOnlySpan<byte> text)
{
    private ReadOnlySpan<byte> _rest = text;

    /// <summary>The next line without its end; false at the end of the text.</summary>
    public bool NextLine(out ReadOnlySpan<byte> line)
    {
        line = default;
        if (_rest.IsEmpty)
        {
            return false;
        }

        var end = _rest.IndexOf((byte)'\n');
        line = end < 0 ? _rest : _rest[..end];
        _rest = end < 0 ? default : _rest[(end + 1)..];
        return true;
    }

    /// <summary>The next word, which spaces or tabs separate; empty at the end.</summary>
    public ReadOnlySpan<byte> NextWord()
    {
        _rest = _rest.TrimStart(" \t"u8);
        var end = _rest.IndexOfAny((byte)' ', (byte)'\t');
        var word = end < 0 ? _rest : _rest[..end];
        _rest = end < 0 ? default : _rest[end..];
        return word;
    }

    public void Skip(int words)
    {
        for (var i = 0; i < words; i++)
        {
            NextWord();
        }
    }

    /// <summary>False, and zero, where the next word is not a whole number.</summary>
    public bool NextNumber(out ulong value)
    {
        var word = NextWord();
        return Utf8Parser.TryParse(word, out value, out var used) && used == word.Length && used > 0;
    }

    public bool NextDouble(out double value)
    {
        var word = NextWord();
        return Utf8Parser.TryParse(word, out value, out var used) && used == word.Length && used > 0;
    }
}
