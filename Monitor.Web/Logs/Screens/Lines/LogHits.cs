using Monitor.Domain.Logs;

namespace Monitor.Web.Logs.Screens.Lines;

/// <summary>Where the words that were looked for stand in a line, so that they can be shown.</summary>
public static class LogHits
{
    private const int Most = 100;

    /// <summary>What lines have to hold, by the query itself; the longest first.</summary>
    public static IReadOnlyList<string> Terms(string words) => [.. new LogQuery(words).Literals.Distinct(StringComparer.OrdinalIgnoreCase).OrderByDescending(t => t.Length)];

    /// <summary>The text in pieces, in order, and whether each is a hit.</summary>
    public static IReadOnlyList<(string Text, bool IsHit)> Split(string text, IReadOnlyList<string> terms)
    {
        var pieces = new List<(string, bool)>();
        var at = 0;
        while (terms.Count > 0 && pieces.Count < 2 * Most && Next(text, at, terms) is var (place, length) && length > 0)
        {
            if (place > at)
            {
                pieces.Add((text[at..place], false));
            }

            pieces.Add((text.Substring(place, length), true));
            at = place + length;
        }

        if (at < text.Length)
        {
            pieces.Add((text[at..], false));
        }

        return pieces;
    }

    private static (int Place, int Length) Next(string text, int from, IReadOnlyList<string> terms)
    {
        var (first, length) = (int.MaxValue, 0);
        foreach (var term in terms)
        {
            var place = text.IndexOf(term, from, StringComparison.OrdinalIgnoreCase);
            if (place >= 0 && place < first)
            {
                (first, length) = (place, term.Length);
            }
        }

        return (first, length);
    }
}
