namespace Monitor.Domain.Metrics.Matching;

/// <summary>Matchers as people type them and as the tables keep them: one a line; all of them must fit.</summary>
public static class MatcherList
{
    public const int Most = 20;

    /// <summary>Longest text of a whole list.</summary>
    public const int TextLength = 8000;

    /// <summary>Reads the lines that are not blank. Null with the first error; an empty list is an error too, for it would match everything.</summary>
    public static IReadOnlyList<Matcher>? TryParse(string? text, out string error)
    {
        error = "";
        if ((text ?? "").Length > TextLength)
        {
            error = $"The matchers are longer than {TextLength} characters. Use * for what many names share, or a tag.";
            return null;
        }

        var lines = (text ?? "").Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (lines.Length is 0 or > Most)
        {
            error = lines.Length == 0
                ? "Nothing is named, so everything would match. Write at least one matcher, such as host=web-1; host~* stands for all hosts."
                : $"There are more than {Most} matchers. Use * for what many names share, or a tag.";
            return null;
        }

        var matchers = new List<Matcher>();
        foreach (var line in lines)
        {
            if (Matcher.TryParse(line, out error) is not { } matcher)
            {
                return null;
            }

            matchers.Add(matcher);
        }

        return matchers;
    }

    /// <summary>What a table holds was checked when it was written; a line that is none (any more) fits nothing.</summary>
    public static IReadOnlyList<Matcher> Stored(string text) => TryParse(text, out _) ?? [new Matcher("host", MatchKind.Is, "\0")];

    public static string Text(IEnumerable<Matcher> matchers) => string.Join('\n', matchers);
}
