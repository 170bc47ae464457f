namespace Monitor.Domain.Logs;

/// <summary>The words of a text: runs of letters and digits, whatever their case.</summary>
internal static class LogWords
{
    /// <summary>Moves to the next word and returns it; empty at the end.</summary>
    public static ReadOnlySpan<char> Next(ref ReadOnlySpan<char> text)
    {
        var start = 0;
        while (start < text.Length && !IsWord(text[start]))
        {
            start++;
        }

        var end = start;
        while (end < text.Length && IsWord(text[end]))
        {
            end++;
        }

        var word = text[start..end];
        text = text[end..];
        return word;
    }

    public static bool IsWord(char sign) => char.IsAscii(sign) ? char.IsAsciiLetterOrDigit(sign) : char.IsLetterOrDigit(sign);

    /// <summary>
    /// The same for words that <see cref="StringComparison.OrdinalIgnoreCase"/> takes for the same, so by upper case: to lower case it would tell the two small
    /// sigmas apart. FNV-1a (Fowler, Noll, Vo) with the finish of MurmurHash3 (Appleby), so that all bits count.
    /// </summary>
    public static ulong Hash(ReadOnlySpan<char> word)
    {
        var hash = 14695981039346656037UL;
        foreach (var sign in word)
        {
            var upper = char.IsAscii(sign) ? (char.IsAsciiLetterLower(sign) ? (char)(sign & ~0x20) : sign) : char.ToUpperInvariant(sign);
            hash = (hash ^ upper) * 1099511628211UL;
        }

        hash = (hash ^ (hash >> 33)) * 0xFF51AFD7ED558CCDUL;
        hash = (hash ^ (hash >> 33)) * 0xC4CEB9FE1A85EC53UL;
        return hash ^ (hash >> 33);
    }
}
