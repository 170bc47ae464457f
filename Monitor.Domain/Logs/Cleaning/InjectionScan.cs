using System.Buffers;

namespace Monitor.Domain.Logs.Cleaning;

/// <summary>
/// Finds what aims at the programs that read a log: format strings, lookups, HTML and script, also where they are percent-encoded as in the log of a web server. The
/// text is not changed: nothing here evaluates it. Placeholders of usage texts (<c>&lt;object&gt;</c>), generics (<c>List&lt;object&gt;</c>), <c>${HOME}</c> and
/// <c>50%</c> are none. Linear in the length of the text but for bounded looks ahead.
/// </summary>
public static class InjectionScan
{
    /// <summary>How far the attributes of a tag are looked at.</summary>
    private const int TagLength = 200;

    private static readonly SearchValues<char> Starts = SearchValues.Create("%$<");

    private static readonly SearchValues<string> Schemes = SearchValues.Create(["javascript:", "vbscript:", "data:text/html"], StringComparison.OrdinalIgnoreCase);

    /// <summary>Names of lookups that programs expand in the text that they log.</summary>
    private static readonly string[] Lookups =
    [
        "jndi", "lower", "upper", "env", "sys", "java", "ctx", "date", "main", "map", "bundle", "script", "dns", "url", "docker", "k8s", "web", "spring", "base64", "log4j",
        "event", "marker", "const", "file", "xml",
    ];

    /// <summary>Elements that nothing but HTML has.</summary>
    private static readonly string[] Elements =
        ["script", "img", "svg", "iframe", "embed", "marquee", "html", "body", "style", "div", "span", "textarea", "h1", "table", "frameset", "applet"];

    public static LogMarks Find(ReadOnlySpan<char> text)
    {
        var marks = LogMarks.None;
        for (var at = text.IndexOfAny(Starts); at >= 0;)
        {
            marks |= At(text, at);
            var next = text[(at + 1)..].IndexOfAny(Starts);
            at = next < 0 ? -1 : at + 1 + next;
        }

        if (text.IndexOfAny(Schemes) is var scheme and >= 0 && IsScheme(text, scheme))
        {
            marks |= LogMarks.Markup;
        }

        return marks;
    }

    private static LogMarks At(ReadOnlySpan<char> text, int at)
    {
        var rest = text[at..];
        switch (rest[0])
        {
            case '<':
                return IsMarkup(rest[1..], at > 0 ? text[at - 1] : ' ') ? LogMarks.Markup : LogMarks.None;
            case '$':
                return AfterBrace(rest[1..]) is var name and > 0 && IsLookup(rest[(1 + name)..]) ? LogMarks.Lookup : LogMarks.None;
            case '%' when Starts3(rest, "%3c"):
                return IsElement(rest[3..]) ? LogMarks.Markup : LogMarks.None;
            case '%' when Starts3(rest, "%24"):
                return AfterBrace(rest[3..]) is var named and > 0 && IsLookup(rest[(3 + named)..]) ? LogMarks.Lookup : LogMarks.None;
            case '%' when rest.Length > 2 && rest[1] == '{' && rest[2] is '(' or '#':
                return LogMarks.Lookup;
            default:
                return FormatStrings.IsHostile(text, at) ? LogMarks.FormatString : LogMarks.None;
        }
    }

    private static bool Starts3(ReadOnlySpan<char> text, string start) => text.StartsWith(start, StringComparison.OrdinalIgnoreCase);

    /// <returns>How long the brace is that opens a lookup; 0 where there is none.</returns>
    private static int AfterBrace(ReadOnlySpan<char> text) => text.StartsWith("{") ? 1 : Starts3(text, "%7b") ? 3 : 0;

    private static bool IsLookup(ReadOnlySpan<char> name)
    {
        name = name.TrimStart();
        if (name.StartsWith("${") || name.StartsWith("::-") || Starts3(name, "%24%7b") || Starts3(name, "$%7b"))
        {
            return true;
        }

        foreach (var lookup in Lookups)
        {
            if (name.StartsWith(lookup, StringComparison.OrdinalIgnoreCase) && name[lookup.Length..] is var after
                && ((after.StartsWith(":") && !after.StartsWith(":-")) || Starts3(after, "%3a")))
            {
                return true;
            }
        }

        // Letters of the name may be lookups of their own: ${j${lower:n}di:…}.
        var inner = name[..Math.Min(name.Length, 12)].IndexOfAny("${}: ");
        return inner > 0 && name[inner..].StartsWith("${");
    }

    private static bool IsMarkup(ReadOnlySpan<char> tag, char before)
    {
        if (IsElement(tag) || tag.StartsWith("!--") || tag.StartsWith("!DOCTYPE", StringComparison.OrdinalIgnoreCase) || tag.StartsWith("![CDATA["))
        {
            return true;
        }

        if (tag.IsEmpty || !char.IsAsciiLetter(tag[0]) || char.IsLetterOrDigit(before))
        {
            return false;
        }

        tag = tag[..Math.Min(tag.Length, TagLength)];
        var end = tag.IndexOf('>');
        tag = end < 0 ? tag : tag[..end];
        return HasAttribute(tag, "href=") || HasAttribute(tag, "src=") || HasAttribute(tag, "style=") || HasAttribute(tag, "srcdoc=") || HasAttribute(tag, "action=")
            || HasAttribute(tag, "http-equiv=") || HasHandler(tag);
    }

    private static bool IsElement(ReadOnlySpan<char> tag)
    {
        tag = tag.TrimStart('/');
        foreach (var element in Elements)
        {
            if (tag.StartsWith(element, StringComparison.OrdinalIgnoreCase) && (tag.Length == element.Length || tag[element.Length] is ' ' or '\t' or '>' or '/' or '%' or '\n' or '\u240a'))
            {
                return true;
            }
        }

        return false;
    }

    private static bool HasAttribute(ReadOnlySpan<char> tag, string name) =>
        tag.IndexOf(name, StringComparison.OrdinalIgnoreCase) is var at and > 0 && !char.IsLetterOrDigit(tag[at - 1]) && tag[at - 1] != '-';

    /// <summary>An attribute such as <c>onerror=</c>.</summary>
    private static bool HasHandler(ReadOnlySpan<char> tag)
    {
        for (var at = 1; at + 4 < tag.Length; at++)
        {
            if (tag[at] is not ('o' or 'O') || tag[at + 1] is not ('n' or 'N') || char.IsLetterOrDigit(tag[at - 1]))
            {
                continue;
            }

            var end = at + 2;
            while (end < tag.Length && char.IsAsciiLetter(tag[end]))
            {
                end++;
            }

            if (end - at > 4 && tag[end..].TrimStart().StartsWith("="))
            {
                return true;
            }

            at = end;
        }

        return false;
    }

    private static bool IsScheme(ReadOnlySpan<char> text, int at)
    {
        var after = text[at..];
        after = after[(after.IndexOf(':') + 1)..];
        return (at == 0 || !(char.IsLetterOrDigit(text[at - 1]) || text[at - 1] is '/' or '-' or '.')) && !after.IsEmpty && !char.IsWhiteSpace(after[0]);
    }
}
