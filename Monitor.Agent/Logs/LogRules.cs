using System.Text.RegularExpressions;

namespace Monitor.Agent.Logs;

/// <summary>What is taken of a source, and how: the patterns of the settings, made ready. All take time in proportion to the text.</summary>
internal sealed class LogRules
{
    private const string Mask = "***";

    public static readonly LogRules None = new();

    public IReadOnlyList<Regex> Include { get; init; } = [];

    public IReadOnlyList<Regex> Exclude { get; init; } = [];

    public IReadOnlyList<Regex> Masks { get; init; } = [];

    /// <summary>What the first line of an entry looks like; null to go by indentation.</summary>
    public Regex? Start { get; init; }

    public bool JoinsLines { get; init; } = true;

    public int LinesPerSecond { get; init; } = LogSettings.UsualLinesPerSecond;

    /// <summary>Linear in the text's length, whatever the pattern: no pattern can hold up the agent.</summary>
    public static Regex Pattern(string pattern) =>
        new(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, Regex.InfiniteMatchTimeout);

    public bool Takes(string text)
    {
        foreach (var pattern in Exclude)
        {
            if (pattern.IsMatch(text))
            {
                return false;
            }
        }

        foreach (var pattern in Include)
        {
            if (pattern.IsMatch(text))
            {
                return true;
            }
        }

        return Include.Count == 0;
    }

    public string Masked(string text)
    {
        foreach (var pattern in Masks)
        {
            text = pattern.Replace(text, Mask);
        }

        return text;
    }
}
