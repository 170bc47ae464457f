namespace Monitor.Domain.Logs;

/// <summary>
/// What the text of a line has to hold: words and "phrases" that are all there, <c>-word</c> that is not. A word is a run of letters and digits; upper and lower case
/// are the same; <c>word*</c> is its beginning. A term with other signs within, such as <c>10.0.0.7</c> or <c>user=anna</c>, is there as it is written, with nothing of a word
/// before or behind it; so is a phrase.
/// </summary>
public sealed record LogQuery(string Text)
{
    /// <summary>More is not read.</summary>
    public const int MostTerms = 32;

    private readonly LogTerm[] _terms = LogTerm.Parse(Text, MostTerms);

    /// <summary>Whether every text matches.</summary>
    public bool IsEmpty => _terms.Length == 0;

    /// <summary>What a text that matches holds: words, beginnings of words and phrases, as they were typed.</summary>
    public IEnumerable<string> Literals => _terms.Where(t => !t.IsExcluded).Select(t => t.Literal);

    /// <summary>The hashes of the whole words that a text which matches has.</summary>
    internal IEnumerable<ulong> Words => _terms.Where(t => !t.IsExcluded).SelectMany(t => t.Words);

    public bool Matches(ReadOnlySpan<char> text)
    {
        foreach (var term in _terms)
        {
            if (term.IsIn(text) == term.IsExcluded)
            {
                return false;
            }
        }

        return true;
    }

    public bool Equals(LogQuery? other) => other is not null && other.Text == Text;

    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);
}
