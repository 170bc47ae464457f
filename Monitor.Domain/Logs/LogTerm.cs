namespace Monitor.Domain.Logs;

/// <summary>One term of a query.</summary>
/// <param name="Literal">What the text holds, whatever the case.</param>
/// <param name="IsPrefix">Whether a word may go on behind it.</param>
internal sealed record LogTerm(string Literal, bool IsPrefix, bool IsExcluded)
{
    /// <summary>The hashes of its whole words: all but one that it may only be the beginning of.</summary>
    public IReadOnlyList<ulong> Words { get; } = WordsOf(Literal, IsPrefix);

    public static LogTerm[] Parse(string text, int most)
    {
        var terms = new List<LogTerm>();
        for (var at = 0; at < text.Length && terms.Count < most;)
        {
            if (char.IsWhiteSpace(text[at]))
            {
                at++;
                continue;
            }

            var isExcluded = text[at] == '-' && at + 1 < text.Length && !char.IsWhiteSpace(text[at + 1]);
            at += isExcluded ? 1 : 0;
            if (Read(text, ref at, isExcluded) is { } term)
            {
                terms.Add(term);
            }
        }

        return [.. terms];
    }

    public bool IsIn(ReadOnlySpan<char> text)
    {
        for (var from = 0; from <= text.Length - Literal.Length;)
        {
            var at = text[from..].IndexOf(Literal, StringComparison.OrdinalIgnoreCase);
            if (at < 0)
            {
                return false;
            }

            var (start, end) = (from + at, from + at + Literal.Length);
            var isBegun = start == 0 || !LogWords.IsWord(text[start - 1]) || !LogWords.IsWord(Literal[0]);
            if (isBegun && (IsPrefix || end == text.Length || !LogWords.IsWord(text[end]) || !LogWords.IsWord(Literal[^1])))
            {
                return true;
            }

            from = start + 1;
        }

        return false;
    }

    /// <summary>Null for a term of nothing, such as two quotes.</summary>
    private static LogTerm? Read(string text, ref int at, bool isExcluded)
    {
        if (text[at] == '"')
        {
            var close = text.IndexOf('"', at + 1);
            var phrase = text[(at + 1)..(close < 0 ? text.Length : close)];
            at = close < 0 ? text.Length : close + 1;
            return phrase.Length == 0 ? null : new LogTerm(phrase, IsPrefix: false, isExcluded);
        }

        var start = at;
        while (at < text.Length && !char.IsWhiteSpace(text[at]))
        {
            at++;
        }

        var isPrefix = text[at - 1] == '*';
        var literal = text[start..(isPrefix ? at - 1 : at)];
        return literal.Length == 0 ? null : new LogTerm(literal, isPrefix, isExcluded);
    }

    private static List<ulong> WordsOf(string literal, bool isPrefix)
    {
        var hashes = new List<ulong>();
        ReadOnlySpan<char> rest = literal;
        for (var word = LogWords.Next(ref rest); !word.IsEmpty; word = LogWords.Next(ref rest))
        {
            if (!isPrefix || rest.Length > 0)
            {
                hashes.Add(LogWords.Hash(word));
            }
        }

        return hashes;
    }
}
