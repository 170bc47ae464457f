using System.Text.RegularExpressions;

namespace Monitor.Web.Components;

/// <summary>A text of people where there is room for one line only, or for a piece of it: without the signs of Markdown, which would be drawn as they are.</summary>
internal static class PlainMarkdown
{
    /// <summary>A link or a picture: its words stay.</summary>
    private static readonly Regex Links = new(@"!?\[([^\[\]\n]*)\]\([^()\s]*\)", RegexOptions.NonBacktracking);

    /// <summary>Bold, struck and code wherever they are; single stars around words; what begins a heading, a quotation or a point of a list.</summary>
    private static readonly Regex Signs = new(@"\*\*|__|~~|`+|\B\*\b|\b\*\B|(?m:^\s*(?:#{1,6}|>|[-*+])\s+)", RegexOptions.NonBacktracking);

    public static string Of(string text) => Signs.Replace(Links.Replace(text, "$1"), "");
}
