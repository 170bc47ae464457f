using System.Text.RegularExpressions;
using Monitor.Domain.Metrics;

namespace Monitor.Domain.Metrics.Matching;

/// <summary>How a matcher compares.</summary>
public enum MatchKind
{
    /// <summary><c>=</c></summary>
    Is,

    /// <summary><c>!=</c></summary>
    IsNot,

    /// <summary><c>~</c>, with <c>*</c> and <c>?</c></summary>
    Like,

    /// <summary><c>!~</c></summary>
    NotLike,
}

/// <summary>
/// One condition on what is to be silenced: <c>host=web-1</c>, <c>group=Berlin</c>, <c>tag.role~db*</c>, <c>label.mount!=/</c>, <c>rule=disk-full</c>,
/// <c>metric~disk.*</c>, <c>severity=Warning</c>. What a subject does not have is the empty text. Upper and lower case are the same but in labels.
/// </summary>
public sealed partial record Matcher(string Name, MatchKind Kind, string Value)
{
    public const int ValueLength = 200;

    public const string Names = "host, group, tag.KEY, rule, metric, severity and label.NAME";

    /// <summary>True when the condition is about hosts alone, whatever is wrong with them.</summary>
    public bool IsOfHosts => Name is "host" or "group" || Name.StartsWith("tag.", StringComparison.Ordinal);

    /// <summary>Reads one matcher; null with a sentence that says what to write instead.</summary>
    public static Matcher? TryParse(string text, out string error)
    {
        var match = Form().Match(text);
        error = "";
        if (!match.Success)
        {
            error = $"\"{Shown(text)}\" is no matcher. Write a name, then =, !=, ~ or !~, then a value, such as host=web-1 or tag.role~db*.";
            return null;
        }

        var (name, value) = (match.Groups["name"].Value, match.Groups["value"].Value.Trim());
        if (name is not ("host" or "group" or "rule" or "metric" or "severity") && !Rest().IsMatch(name))
        {
            error = $"\"{Shown(name)}\" is no name that a matcher knows. Known are {Names}.";
            return null;
        }

        if (value.Length > ValueLength || value.Any(char.IsControl))
        {
            error = $"The value of {Shown(name)} is longer than {ValueLength} characters or has control characters in it. Shorten it; * stands for any text.";
            return null;
        }

        return new Matcher(name, KindOf(match.Groups["sign"].Value), value);
    }

    /// <summary>True when one of the values of a subject fits, or for the negations when none does. Groups have several: all from the host's up to the fleet.</summary>
    public bool Fits(IEnumerable<string> values)
    {
        var comparison = Name.StartsWith("label.", StringComparison.Ordinal) ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;
        return Kind switch
        {
            MatchKind.Is => values.Any(v => string.Equals(v, Value, comparison)),
            MatchKind.IsNot => !values.Any(v => string.Equals(v, Value, comparison)),
            MatchKind.Like => values.Any(v => Glob.Matches(Value, v, comparison)),
            _ => !values.Any(v => Glob.Matches(Value, v, comparison)),
        };
    }

    public override string ToString() => Name + Sign(Kind) + Value;

    private static string Sign(MatchKind kind) => kind switch
    {
        MatchKind.Is => "=",
        MatchKind.IsNot => "!=",
        MatchKind.Like => "~",
        _ => "!~",
    };

    private static MatchKind KindOf(string sign) => sign switch
    {
        "=" => MatchKind.Is,
        "!=" => MatchKind.IsNot,
        "~" => MatchKind.Like,
        _ => MatchKind.NotLike,
    };

    private static string Shown(string text) => WholeText.Cut(text, 60);

    [GeneratedRegex(@"^\s*(?<name>[^=!~\s]{1,120})\s*(?<sign>!=|!~|=|~)(?<value>.*)$", RegexOptions.Singleline | RegexOptions.NonBacktracking)]
    private static partial Regex Form();

    [GeneratedRegex(@"^(tag|label)\.[^\s=!~,""]{1,110}$", RegexOptions.NonBacktracking)]
    private static partial Regex Rest();
}
