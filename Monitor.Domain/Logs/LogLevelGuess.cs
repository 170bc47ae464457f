namespace Monitor.Domain.Logs;

/// <summary>
/// How serious a line is by its own words, where nothing else tells: a level near its beginning, written in capitals, in brackets, before a colon or after
/// <c>level=</c>. The word "error" in the middle of a sentence is no level. Looks at the first characters alone.
/// </summary>
public static class LogLevelGuess
{
    private const int Looked = 160;

    private static readonly (string Word, LogSeverity Severity)[] Levels =
    [
        ("emergency", LogSeverity.Emergency), ("emerg", LogSeverity.Emergency), ("panic", LogSeverity.Emergency), ("alert", LogSeverity.Alert), ("critical", LogSeverity.Critical), ("crit", LogSeverity.Critical),
        ("fatal", LogSeverity.Critical), ("severe", LogSeverity.Error), ("error", LogSeverity.Error), ("fail", LogSeverity.Error), ("err", LogSeverity.Error), ("warning", LogSeverity.Warning), ("warn", LogSeverity.Warning),
        ("notice", LogSeverity.Notice), ("information", LogSeverity.Info), ("info", LogSeverity.Info), ("debug", LogSeverity.Debug), ("dbug", LogSeverity.Debug), ("trace", LogSeverity.Debug), ("trce", LogSeverity.Debug), ("verbose", LogSeverity.Debug),
    ];

    /// <returns>Null where the text has no level.</returns>
    public static LogSeverity? Of(ReadOnlySpan<char> text)
    {
        text = text[..Math.Min(text.Length, Looked)];
        for (var at = 0; at < text.Length;)
        {
            if (!char.IsAsciiLetter(text[at]))
            {
                at++;
                continue;
            }

            var end = at + 1;
            while (end < text.Length && char.IsAsciiLetterOrDigit(text[end]))
            {
                end++;
            }

            if (Level(text[at..end]) is { } level && IsLevel(text, at, end))
            {
                return level;
            }

            at = end;
        }

        return null;
    }

    private static LogSeverity? Level(ReadOnlySpan<char> word)
    {
        if (word.Length is < 3 or > 11)
        {
            return null;
        }

        foreach (var (name, severity) in Levels)
        {
            if (word.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return severity;
            }
        }

        return null;
    }

    private static bool IsLevel(ReadOnlySpan<char> text, int start, int end)
    {
        var before = start == 0 ? ' ' : text[start - 1];
        var after = end == text.Length ? ' ' : text[end];
        var isCapital = !text[start..end].ContainsAnyExceptInRange('A', 'Z') && before is ' ' or '\t' or '[' or '(' or '<' or '|' && after is ' ' or '\t' or ']' or ')' or '>' or '|' or ':';
        var isBracketed = before is '[' or '<' && after is ']' or '>';
        var isFirst = start == 0 && after == ':';
        return isCapital || isBracketed || isFirst || IsNamed(text[..start]);
    }

    /// <summary>After <c>level=</c>, <c>"severity":"</c> and the like.</summary>
    private static bool IsNamed(ReadOnlySpan<char> before)
    {
        before = before.TrimEnd(" \"'");
        if (before is not [.., '=' or ':'])
        {
            return false;
        }

        before = before[..^1].TrimEnd(" \"'");
        return before.EndsWith("level", StringComparison.OrdinalIgnoreCase) || before.EndsWith("severity", StringComparison.OrdinalIgnoreCase) || before.EndsWith("lvl", StringComparison.OrdinalIgnoreCase);
    }
}
