namespace Monitor.Domain.Logs.Cleaning;

/// <summary>
/// Conversions of <c>printf</c> that came as text: <c>%n</c>, which writes memory, and three or more conversions in a row, which read it. Dates (<c>%Y-%m-%d</c>), the
/// formats of web servers' logs and percent-encoded text (<c>%5d%3d</c>) are none.
/// </summary>
internal static class FormatStrings
{
    private const int Run = 3;

    public static bool IsHostile(ReadOnlySpan<char> text, int at)
    {
        if (at > 0 && text[at - 1] == '%')
        {
            return false;
        }

        var run = 0;
        while (at < text.Length && Conversion(text[at..]) is var length and > 0)
        {
            if (text[at + length - 1] == 'n')
            {
                return true;
            }

            if (++run == Run)
            {
                return true;
            }

            at += length;
            if (at < text.Length && text[at] is ' ' or '.' or ',' or ':' or '-' or '|' or '_' or ';')
            {
                at++;
            }
        }

        return false;
    }

    /// <returns>How long the conversion is with which the text begins; 0 where it is none.</returns>
    private static int Conversion(ReadOnlySpan<char> text)
    {
        if (text.Length < 2 || text[0] != '%')
        {
            return 0;
        }

        var at = 1;
        while (at < text.Length && at < 12 && (char.IsAsciiDigit(text[at]) || text[at] is '$' or '#' or '.' or '*' or 'h' or 'l'))
        {
            at++;
        }

        if (at >= text.Length || text[at] is not ('s' or 'x' or 'X' or 'p' or 'n' or 'd' or 'c'))
        {
            return 0;
        }

        var isEncoded = at == 2 && char.IsAsciiDigit(text[1]) && char.IsAsciiHexDigit(text[2]);
        var goesOn = at + 1 < text.Length && char.IsLetterOrDigit(text[at + 1]);
        return isEncoded || goesOn ? 0 : at + 1;
    }
}
