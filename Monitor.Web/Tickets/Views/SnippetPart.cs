namespace Monitor.Web.Tickets.Views;

/// <summary>A piece of a text around what was searched; it is drawn as text, marked where it matches.</summary>
public sealed record SnippetPart(string Text, bool IsMatch);

/// <summary>
/// The database marks matches inside a text of people. The marks are control characters, which no stored text has, and what comes out are pieces of text:
/// nothing that somebody wrote becomes markup.
/// </summary>
internal static class Snippets
{
    private const char Start = '\u0001';
    private const char Stop = '\u0002';

    /// <summary>For <c>ts_headline</c>.</summary>
    public const string Options = "StartSel=\u0001, StopSel=\u0002, MaxFragments=2, MaxWords=16, MinWords=6, FragmentDelimiter=\" … \"";

    public static IReadOnlyList<SnippetPart> Split(string headline)
    {
        var parts = new List<SnippetPart>();
        var line = headline.ReplaceLineEndings(" ").Replace('\t', ' ');
        foreach (var piece in line.Split(Start))
        {
            var end = piece.IndexOf(Stop, StringComparison.Ordinal);
            Add(parts, end < 0 ? "" : piece[..end], isMatch: true);
            Add(parts, piece[(end + 1)..], isMatch: false);
        }

        return parts;
    }

    private static void Add(List<SnippetPart> parts, string text, bool isMatch)
    {
        var clean = text.Replace(Stop.ToString(), "", StringComparison.Ordinal);
        if (clean.Length > 0)
        {
            parts.Add(new SnippetPart(clean, isMatch));
        }
    }
}
