namespace Monitor.Domain.Logs.Chunks;

/// <summary>
/// Splits a text into its shape, the text with a hole for each word that has a digit in it, and those words: what a program writes again and again, and what it
/// puts in. The idea is that of CLP (Rodrigues, Luo and Yuan, OSDI 2021); here it serves to store them apart, and nothing is made of their meaning.
/// </summary>
internal sealed class LineSplit
{
    public const char Hole = '\u0001';
    public const char End = '\0';
    private char[] _shape = new char[1024];
    private int _length;

    public ReadOnlySpan<char> Shape => _shape.AsSpan(0, _length);

    /// <summary>Adds the words as start and length; false where the text cannot be kept in this form, because it has the signs itself or is no text of Unicode.</summary>
    public bool TrySplit(ReadOnlySpan<char> text, List<(int Start, int Length)> words)
    {
        _length = 0;
        if (_shape.Length < text.Length)
        {
            _shape = new char[text.Length];
        }

        for (var i = 0; i < text.Length;)
        {
            if (!char.IsAsciiLetterOrDigit(text[i]))
            {
                if (!IsKept(text, i))
                {
                    return false;
                }

                _shape[_length++] = text[i++];
                continue;
            }

            var (start, hasDigit) = (i, false);
            for (; i < text.Length && char.IsAsciiLetterOrDigit(text[i]); i++)
            {
                hasDigit |= char.IsAsciiDigit(text[i]);
            }

            if (hasDigit)
            {
                words.Add((start, i - start));
                _shape[_length++] = Hole;
                continue;
            }

            text[start..i].CopyTo(_shape.AsSpan(_length));
            _length += i - start;
        }

        return true;
    }

    private static bool IsKept(ReadOnlySpan<char> text, int at)
    {
        var sign = text[at];
        if (!char.IsSurrogate(sign))
        {
            return sign is not (Hole or End);
        }

        return char.IsHighSurrogate(sign)
            ? at + 1 < text.Length && char.IsLowSurrogate(text[at + 1])
            : at > 0 && char.IsHighSurrogate(text[at - 1]);
    }
}
