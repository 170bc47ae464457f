using System.Text;

namespace Monitor.Domain.Notifications;

/// <summary>
/// Text of people on its way into headers, lists and mails: valid Unicode, without control characters and without the marks that turn the direction of
/// writing around, so that it neither begins a header of its own nor shows itself as something else. Letters of every script stay.
/// </summary>
public static class PlainLine
{
    /// <summary>One line of at most so many characters; what is cut off is shown as "…".</summary>
    public static string Of(string? text, int most) => Cut(Clean(text, keepsLines: false), most);

    /// <summary>The same with its line breaks and tabs.</summary>
    public static string Block(string? text, int most) => Cut(Clean(text, keepsLines: true), most);

    private static string Clean(string? text, bool keepsLines)
    {
        var clean = new StringBuilder(text?.Length ?? 0);
        var afterSpace = true;
        foreach (var rune in (text ?? "").ReplaceLineEndings("\n").EnumerateRunes())
        {
            if (keepsLines && rune.Value is ('\n' or '\t'))
            {
                clean.Append(rune);
            }
            else if (Rune.IsWhiteSpace(rune))
            {
                // Line and paragraph separators are white space too.
                clean.Append(afterSpace && !keepsLines ? "" : " ");
            }
            else if (!Rune.IsControl(rune) && !Turns(rune))
            {
                clean.Append(rune);
            }

            afterSpace = Rune.IsWhiteSpace(rune);
        }

        return clean.ToString().Trim();
    }

    /// <summary>Marks, embeddings, overrides and isolates of direction, and the byte order mark.</summary>
    private static bool Turns(Rune rune) =>
        rune.Value is 0x061C or 0x200E or 0x200F or (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069) or 0xFEFF;

    private static string Cut(string text, int most)
    {
        if (text.Length <= most)
        {
            return text;
        }

        // Never between the two halves of one character.
        var end = char.IsLowSurrogate(text[most - 1]) ? most - 2 : most - 1;
        return string.Concat(text.AsSpan(0, end), "…");
    }
}
