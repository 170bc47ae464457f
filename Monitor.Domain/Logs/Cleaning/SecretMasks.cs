using System.Text.RegularExpressions;

namespace Monitor.Domain.Logs.Cleaning;

/// <summary>The masks by name and by form. All patterns run without backtracking, so that no line takes longer than its length.</summary>
internal static class SecretMasks
{
    private const RegexOptions Options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;

    /// <summary>A quoted value may hold its own sign behind a backslash; one whose end was cut off reaches to the end of the line.</summary>
    private const string Value = """(?<value>"([^"\\]|\\[\s\S])*("|\\?\z)|'([^'\\]|\\[\s\S])*('|\\?\z)|\\"[^"\\]*(\\"|\z)|[^\s"'&;,)}\]]+)""";

    /// <summary>A name that says what follows, <c>=</c> or <c>:</c>, and the value: <c>DB_PASSWORD=x</c>, <c>"apiKey": "x"</c>, <c>--token=x</c>.</summary>
    private static readonly Regex Named = new(
        """(?i)(?<name>pass(word|wd|phrase|code)?|pwd|secret([_-]?key)?|client[_-]?secret|token|api[_-]?key|access[_-]?key|private[_-]?key|encryption[_-]?key|auth[_-]?key|credentials?)(\\?["'])?(?<sign>\s{0,2}(=>?|:=?)\s{0,2})"""
        + Value, Options);

    private static readonly Regex Cookie = new("""(?i)(?<head>\b(set-)?cookie\\?["']?\s{0,2}[:=]\s{0,2}["']?)(?<value>[^"'\r\n]+)""", Options);

    private static readonly Regex Authorization = new("""(?i)(?<head>\bauthorization\\?["']?\s{0,2}[:=]\s{0,2}["']?((basic|bearer|digest|token|negotiate)\s+)?)(?<value>[^\s"',;]+)""", Options);

    private static readonly Regex Bearer = new("""(?i)(?<head>\bbearer\s+)(?<value>[a-z0-9._~+/=-]{16,})""", Options);

    private static readonly Regex Address = new("""(?<head>[A-Za-z][A-Za-z0-9+.-]{1,20}://[^\s:/@?#]*:)(?<value>[^\s/@]+)(?<tail>@)""", Options);

    private static readonly Regex Known = new(
        """(?<value>\b(AKIA|ASIA)[0-9A-Z]{16}\b|\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*|\bgh[pousr]_[A-Za-z0-9]{30,}|\bgithub_pat_[A-Za-z0-9_]{30,}|\bglpat-[A-Za-z0-9_-]{20,}|\bxox[abeoprs]-[A-Za-z0-9-]{10,}|\b[sr]k_(live|test)_[A-Za-z0-9]{16,}|\bsk-[A-Za-z0-9_-]{32,}|\bAIza[A-Za-z0-9_-]{35}|\bmk[aeti]_[0-9]+_[A-Za-z0-9_-]{20,})""",
        Options);

    private static readonly Regex PrivateKey = new("""(?s)(?<head>-----BEGIN [A-Z0-9 ]*PRIVATE KEY( BLOCK)?-----)(?<value>([^-]|-{1,4}[^-])+)""", Options);

    private static readonly Regex Mail = new("""(?<value>[A-Za-z0-9._%+-]+)(?<tail>@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+)""", Options);

    /// <summary>Values that tell that there is none.</summary>
    private static readonly string[] Empty = ["null", "none", "nil", "true", "false", "yes", "no", "undefined", "(null)", "(none)", "empty", "missing", "required", "invalid", "expired"];

    public static string Apply(string text)
    {
        text = PrivateKey.Replace(text, Hide);
        text = Cookie.Replace(text, Hide);
        text = Authorization.Replace(text, Hide);
        text = Bearer.Replace(text, Hide);
        text = Address.Replace(text, Hide);
        text = Named.Replace(text, HideNamed);
        return Known.Replace(text, Hide);
    }

    public static string ApplyMail(string text) => Mail.Replace(text, Hide);

    private static string Hide(Match match)
    {
        var value = match.Groups["value"];
        return IsMasked(value.ValueSpan.Trim()) ? match.Value : Replace(match, value);
    }

    private static string HideNamed(Match match)
    {
        var value = match.Groups["value"];
        var bare = value.ValueSpan.Trim("\\\"'");
        if (bare.IsEmpty || IsMasked(bare))
        {
            return match.Value;
        }

        foreach (var empty in Empty)
        {
            if (bare.TrimEnd('.').Equals(empty, StringComparison.OrdinalIgnoreCase))
            {
                return match.Value;
            }
        }

        return IsProse(match, value.ValueSpan) ? match.Value : Replace(match, value);
    }

    /// <summary>"unexpected token: end of input" is a sentence, "token: 9f3bc2aa" is not: words of prose have no digits.</summary>
    private static bool IsProse(Match match, ReadOnlySpan<char> value)
    {
        var sign = match.Groups["sign"].ValueSpan;
        var isSentence = sign.StartsWith(":") && sign.EndsWith(" ") && value[0] is not ('"' or '\'' or '\\');
        return isSentence && !match.Groups["name"].ValueSpan.StartsWith("p", StringComparison.OrdinalIgnoreCase) && (value.Length < 8 || !value.ContainsAnyInRange('0', '9'));
    }

    private static bool IsMasked(ReadOnlySpan<char> value) => value.StartsWith(LogMasks.Mask) || value.StartsWith("[hidden]") || value.Trim('*').IsEmpty;

    private static string Replace(Match match, Group value)
    {
        var at = value.Index - match.Index;
        var text = match.Value.AsSpan();
        var (open, close) = Quotes(value.ValueSpan);
        return string.Concat(text[..(at + open)], LogMasks.Mask, text[(at + value.Length - close)..]);
    }

    private static (int Open, int Close) Quotes(ReadOnlySpan<char> value) => value switch
    {
        ['\\', '"', .., '\\', '"'] => (2, 2),
        ['"', .., '"'] or ['\'', .., '\''] => (1, 1),
        ['\\', '"', ..] => (2, 0),
        ['"', ..] or ['\'', ..] => (1, 0),
        _ => (0, 0),
    };
}
