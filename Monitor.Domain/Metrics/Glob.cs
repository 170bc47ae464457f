namespace Monitor.Domain.Metrics;

/// <summary>
/// Texts with <c>*</c> (any number of characters) and <c>?</c> (exactly one). Cost is at most pattern length times text length, whatever the pattern:
/// only the last star is ever tried again.
/// </summary>
public static class Glob
{
    public static bool Matches(string pattern, string text, StringComparison comparison = StringComparison.Ordinal)
    {
        var (p, t, star, retry) = (0, 0, -1, 0);
        while (t < text.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                (star, retry) = (p++, t);
            }
            else if (p < pattern.Length && (pattern[p] == '?' || IsSame(pattern, p, text, t, comparison)))
            {
                (p, t) = (p + 1, t + 1);
            }
            else if (star >= 0)
            {
                (p, t) = (star + 1, ++retry);
            }
            else
            {
                return false;
            }
        }

        while (p < pattern.Length && pattern[p] == '*')
        {
            p++;
        }

        return p == pattern.Length;
    }

    private static bool IsSame(string pattern, int p, string text, int t, StringComparison comparison) =>
        pattern[p] == text[t] || (comparison != StringComparison.Ordinal && string.Compare(pattern, p, text, t, 1, comparison) == 0);
}
