namespace Monitor.Domain.RootCause.Runbooks;

/// <summary>
/// A pattern of causes: <c>process:postgres</c>, <c>process:*</c>, <c>disk:sd*</c>. One that begins with <c>rule:</c> is compared with the key of the rule whose
/// problem it is and with the method that found the cause. A star stands for any characters; letters count alike in both cases. Takes time in the product of both lengths at most.
/// </summary>
public static class CausePattern
{
    public const int Length = 200;
    public const string OfRule = "rule:";

    /// <summary>What is wrong with a pattern, as a sentence; null where nothing is.</summary>
    public static string? Error(string pattern)
    {
        var colon = pattern.IndexOf(':', StringComparison.Ordinal);
        return pattern.Length > Length || pattern.Any(c => char.IsControl(c) || char.IsWhiteSpace(c))
            ? $"A cause has at most {Length} characters and no spaces."
            : colon < 1 || colon == pattern.Length - 1 || pattern[..colon].Contains('*', StringComparison.Ordinal)
            ? "A cause is a kind, a colon and a name, such as process:*, disk:sda or rule:disk-full."
            : null;
    }

    /// <param name="causeKey">As in <see cref="Finding.CauseKey"/>; null where nothing was found (yet).</param>
    /// <param name="method">As in <see cref="Finding.Method"/>; null where nothing was found.</param>
    /// <param name="ruleKey">The key of the problem's rule.</param>
    public static bool Matches(string pattern, string? causeKey, string? method, string ruleKey) =>
        pattern.StartsWith(OfRule, StringComparison.OrdinalIgnoreCase)
            ? Fits(pattern, OfRule + ruleKey) || (method is not null && Fits(pattern, method))
            : causeKey is not null and not "none" && Fits(pattern, causeKey);

    private static bool Fits(string pattern, string text)
    {
        var (p, t, star, mark) = (0, 0, -1, 0);
        while (t < text.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                (star, mark) = (p++, t);
            }
            else if (p < pattern.Length && char.ToUpperInvariant(pattern[p]) == char.ToUpperInvariant(text[t]))
            {
                p++;
                t++;
            }
            else if (star >= 0)
            {
                p = star + 1;
                t = ++mark;
            }
            else
            {
                return false;
            }
        }

        return pattern.AsSpan(p).TrimStart('*').IsEmpty;
    }
}
