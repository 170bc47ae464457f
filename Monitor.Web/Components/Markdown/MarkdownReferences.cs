namespace Monitor.Web.Components;

/// <summary>Finds the numbers of tickets (#123) and the names of people (@name) in the words of a text.</summary>
internal static class MarkdownReferences
{
    private const int LongestNumber = 9;
    private const int LongestName = 64;

    /// <summary>The same nodes with the references taken out of their texts; inside of links and code nothing is looked for.</summary>
    public static IReadOnlyList<MarkdownNode> Find(IReadOnlyList<MarkdownNode> nodes) => [.. nodes.SelectMany(Find)];

    private static IEnumerable<MarkdownNode> Find(MarkdownNode node) => node.Kind switch
    {
        MarkdownKind.Text => Split(node.Text),
        MarkdownKind.Emphasis or MarkdownKind.Strong or MarkdownKind.Strike => [node with { Children = Find(node.Children) }],
        _ => [node],
    };

    private static IEnumerable<MarkdownNode> Split(string text)
    {
        var from = 0;
        for (var at = text.AsSpan().IndexOfAny('#', '@'); at >= 0 && at < text.Length; at = Next(text, at + 1))
        {
            if (at > 0 && (char.IsLetterOrDigit(text[at - 1]) || text[at - 1] is '#' or '@' or '_' or '/' or '&'))
            {
                continue;
            }

            var length = text[at] == '#' ? Digits(text.AsSpan(at + 1)) : Name(text.AsSpan(at + 1));
            if (length == 0)
            {
                continue;
            }

            if (at > from)
            {
                yield return new(MarkdownKind.Text, text[from..at]);
            }

            var found = text.Substring(at + 1, length);
            yield return text[at] == '#'
                ? new(MarkdownKind.Ticket, found, int.Parse(found, System.Globalization.CultureInfo.InvariantCulture))
                : new(MarkdownKind.Mention, found);
            (from, at) = (at + 1 + length, at + length);
        }

        if (from < text.Length)
        {
            yield return new(MarkdownKind.Text, text[from..]);
        }
    }

    private static int Next(string text, int start)
    {
        var next = start < text.Length ? text.AsSpan(start).IndexOfAny('#', '@') : -1;
        return next < 0 ? -1 : start + next;
    }

    private static int Digits(ReadOnlySpan<char> text)
    {
        var length = Count(text, char.IsAsciiDigit);
        return length is 0 or > LongestNumber || text[0] == '0' || (length < text.Length && (char.IsLetterOrDigit(text[length]) || text[length] == '_')) ? 0 : length;
    }

    private static int Name(ReadOnlySpan<char> text)
    {
        var length = Count(text, c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_' or '@');
        while (length > 0 && !char.IsAsciiLetterOrDigit(text[length - 1]))
        {
            length--;
        }

        return length is 0 or > LongestName || !char.IsAsciiLetterOrDigit(text[0]) ? 0 : length;
    }

    private static int Count(ReadOnlySpan<char> text, Func<char, bool> fits)
    {
        var length = 0;
        while (length < text.Length && fits(text[length]))
        {
            length++;
        }

        return length;
    }
}
