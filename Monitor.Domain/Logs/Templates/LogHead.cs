using System.Text.RegularExpressions;

namespace Monitor.Domain.Logs.Templates;

/// <summary>
/// What files put before a message: the time, and where syslog wrote it also host, program and process id. Forms are mined from what follows, else each month and each
/// host would have its own.
/// </summary>
public static class LogHead
{
    /// <summary>Characters that a head has at most.</summary>
    private const int Longest = 200;

    private static readonly Regex Head = new(
        """^(\[?([0-9]{4}-[0-9]{2}-[0-9]{2}[T _][0-9]{2}:[0-9]{2}:[0-9]{2}([.,][0-9]{1,9})?( ?(Z|UTC|[+-][0-9]{2}:?[0-9]{2}))?|(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) [ 0-9][0-9] [0-9]{2}:[0-9]{2}:[0-9]{2})\]?:?\s+)([A-Za-z0-9_.-]{1,64} (?<program>[A-Za-z0-9_./-]{1,48})(\[[0-9]{1,10}\])?: )?""",
        RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture);

    /// <param name="text">A line of a file.</param>
    /// <param name="program">The program that syslog names in it; empty where there is none.</param>
    /// <returns>The message after the head; the whole text where it has none.</returns>
    public static ReadOnlySpan<char> Skip(string text, out string program)
    {
        program = "";
        if (text.Length < 16 || !(char.IsAsciiDigit(text[0]) || text[0] is '[' || char.IsAsciiLetterUpper(text[0])) || !text.AsSpan(0, 16).Contains(':'))
        {
            return text;
        }

        var match = Head.Match(text.Length <= Longest ? text : text[..Longest]);
        if (!match.Success)
        {
            return text;
        }

        program = match.Groups["program"].Value;
        return text.AsSpan(match.Length);
    }
}
