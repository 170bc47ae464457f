using System.Net;
using System.Text;

namespace Monitor.Domain.Tickets.Mail;

/// <summary>
/// Reads HTML as text: blocks become lines, quotations begin with &gt;, links name where they lead. It is never shown as HTML, so nothing is sanitized; it only has
/// to be read in one pass, whatever comes.
/// </summary>
internal static class HtmlText
{
    private static readonly HashSet<string> Blocks =
        ["p", "div", "tr", "table", "ul", "ol", "li", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "section", "article", "header", "footer", "hr", "br", "body"];

    private static readonly HashSet<string> Silent = ["script", "style", "head", "title", "template", "noscript", "svg", "math", "object", "iframe"];

    public static string Read(string html)
    {
        var writer = new HtmlLines();
        for (var at = 0; at < html.Length;)
        {
            var open = html.IndexOf('<', at);
            if (open < 0)
            {
                writer.Text(WebUtility.HtmlDecode(html[at..]));
                break;
            }

            writer.Text(WebUtility.HtmlDecode(html[at..open]));
            var close = html.AsSpan(open).StartsWith("<!--") ? html.IndexOf("-->", open, StringComparison.Ordinal) : html.IndexOf('>', open);
            if (close < 0)
            {
                // Nothing after this is a tag.
                writer.Text(html.AsSpan(open).StartsWith("<!--") ? "" : html[open..]);
                break;
            }

            at = html[close] == '-' ? close + 3 : close + 1;
            var tag = html[(open + 1)..close];
            if (tag.Length == 0 || !(char.IsAsciiLetter(tag[0]) || tag[0] is '/' or '!' or '?'))
            {
                writer.Text(html[open..at]);
                continue;
            }

            var (name, isEnd) = Name(tag);
            if (Silent.Contains(name) && !isEnd && !tag.EndsWith('/'))
            {
                var end = html.IndexOf("</" + name, at, StringComparison.OrdinalIgnoreCase);
                at = end < 0 ? html.Length : end;
                continue;
            }

            Write(writer, name, isEnd, tag);
        }

        return writer.ToString();
    }

    private static void Write(HtmlLines writer, string name, bool isEnd, string tag)
    {
        switch (name)
        {
            case "blockquote":
                writer.Quote(isEnd ? -1 : 1);
                break;
            case "br" or "hr":
                writer.Break();
                break;
            case "p" or "h1" or "h2" or "h3" or "h4" or "h5" or "h6" or "ul" or "ol" or "table" or "pre":
                writer.Block(isParagraph: true);
                break;
            case "td" or "th" when isEnd:
                writer.Text(" ");
                break;
            case "a":
                writer.Link(isEnd ? null : Attribute(tag, "href"));
                break;
            default:
                if (Blocks.Contains(name))
                {
                    writer.Block(isParagraph: false);
                    writer.Text(name == "li" && !isEnd ? "- " : "");
                }

                break;
        }
    }

    private static (string Name, bool IsEnd) Name(string tag)
    {
        var start = tag[0] == '/' ? 1 : 0;
        var end = start;
        while (end < tag.Length && char.IsAsciiLetterOrDigit(tag[end]))
        {
            end++;
        }

        return (tag[start..end].ToLowerInvariant(), start == 1);
    }

    private static string Attribute(string tag, string name)
    {
        var at = tag.IndexOf(name + "=", StringComparison.OrdinalIgnoreCase);
        var value = at < 0 ? "" : tag[(at + name.Length + 1)..].TrimStart();
        var end = value.Length == 0 ? 0 : value[0] is '"' or '\'' ? value.IndexOf(value[0], 1) : value.IndexOfAny([' ', '\t', '\n', '\r']);
        return end < 0 ? WebUtility.HtmlDecode(value.Trim('"', '\'')) : end == 0 ? "" : WebUtility.HtmlDecode(value[..end].Trim('"', '\''));
    }
}
