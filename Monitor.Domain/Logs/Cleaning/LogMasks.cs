using System.Buffers;
using System.Text.RegularExpressions;

namespace Monitor.Domain.Logs.Cleaning;

/// <summary>
/// Hides secrets and personal data in a line before it is kept: passwords and tokens by the name before them, tokens and keys by their form, private keys, numbers of
/// payment cards, mail addresses where asked for, and what the user's own patterns find. Masking twice changes nothing more. IP addresses stay: who looks for a
/// cause needs them. A secret without a name and without a known form cannot be found.
/// </summary>
public sealed class LogMasks
{
    /// <summary>What stands where a secret was.</summary>
    public const string Mask = "***";

    /// <summary>Characters of one own pattern.</summary>
    public const int PatternLength = 500;

    /// <summary>Own patterns at most: each is looked for in every line.</summary>
    public const int PatternCount = 50;

    private static readonly TimeSpan PatternTime = TimeSpan.FromMilliseconds(100);

    private static readonly LogMasks Shipped = new([], masksMail: false);

    private static readonly SearchValues<string> Hints = SearchValues.Create(
        [
            "pass", "pwd", "secret", "token", "key", "auth", "bearer", "cookie", "credential", "://", "AKIA", "ASIA", "eyJ", "ghp_", "gho_", "ghs_", "ghr_", "ghu_",
            "github_pat", "glpat-", "xox", "sk_", "rk_", "AIza", "mka_", "mke_", "mkt_", "mki_", "sk-",
        ],
        StringComparison.OrdinalIgnoreCase);

    private readonly Regex[] _own;
    private readonly bool _masksMail;

    /// <param name="patterns">Own patterns, each checked by <see cref="Problem"/>; the group <c>secret</c> is masked, or the whole match where there is none.</param>
    /// <param name="masksMail">Whether mail addresses are masked too; their domain stays.</param>
    /// <exception cref="ArgumentException">A pattern that <see cref="Problem"/> refuses, or too many.</exception>
    public LogMasks(IReadOnlyList<string> patterns, bool masksMail)
    {
        if (patterns.Count > PatternCount || patterns.Select(Problem).FirstOrDefault(p => p is not null) is not null)
        {
            throw new ArgumentException($"At most {PatternCount} patterns, each valid", nameof(patterns));
        }

        (_own, _masksMail) = ([.. patterns.Select(Build)], masksMail);
    }

    /// <summary>What is masked without any setting.</summary>
    public static LogMasks BuiltIn => Shipped;

    /// <summary>What is wrong with a pattern of a user, as a sentence; null where nothing is.</summary>
    public static string? Problem(string pattern)
    {
        if (pattern.Length is 0 or > PatternLength)
        {
            return $"A mask has 1 to {PatternLength} characters.";
        }

        try
        {
            return Build(pattern).IsMatch("") ? "A mask that matches nothing at all would match everywhere." : null;
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return $"The mask cannot be read: {e.Message}";
        }
    }

    /// <param name="text">A cleaned line.</param>
    /// <param name="masked">Whether anything was hidden.</param>
    public string Apply(string text, out bool masked)
    {
        var result = text.AsSpan().ContainsAny(Hints) ? SecretMasks.Apply(text) : text;
        result = CardNumbers.Mask(result);
        if (_masksMail && result.Contains('@', StringComparison.Ordinal))
        {
            result = SecretMasks.ApplyMail(result);
        }

        foreach (var own in _own)
        {
            result = ApplyOwn(own, result);
        }

        masked = !ReferenceEquals(result, text) && result != text;
        return masked ? result : text;
    }

    private static Regex Build(string pattern) => new(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, PatternTime);

    /// <summary>A line that takes a mask too long is withheld: better no text than a secret.</summary>
    private static string ApplyOwn(Regex own, string text)
    {
        try
        {
            return own.Replace(text, HideSecret);
        }
        catch (RegexMatchTimeoutException)
        {
            return Mask + " (withheld: a mask took too long)";
        }
    }

    private static string HideSecret(Match match)
    {
        var secret = match.Groups["secret"];
        if (!secret.Success)
        {
            return Mask;
        }

        var at = secret.Index - match.Index;
        return string.Concat(match.Value.AsSpan(0, at), Mask, match.Value.AsSpan(at + secret.Length));
    }
}
