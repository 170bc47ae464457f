namespace Monitor.Domain.Access;

/// <summary>
/// Which text is one plain mail address: no display name, no list, no quotes, nothing that a header or an SMTP command could read as more than one
/// address. Narrower than RFC 5322, which allows what nobody uses but attackers.
/// </summary>
public static class MailAddressRule
{
    public const int Longest = 254;

    public static bool Accepts(string? text)
    {
        if (text is null || text.Length is 0 or > Longest)
        {
            return false;
        }

        var at = text.IndexOf('@', StringComparison.Ordinal);
        return at is > 0 and <= 64 && at == text.LastIndexOf('@')
            && Dotted(text.AsSpan(0, at), static c => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-/=?^_`{|}~".Contains(c, StringComparison.Ordinal))
            && Dotted(text.AsSpan(at + 1), static c => char.IsAsciiLetterOrDigit(c) || c == '-');
    }

    /// <summary>Parts of at least one of the characters each, with one dot between them.</summary>
    private static bool Dotted(ReadOnlySpan<char> text, Func<char, bool> allowed)
    {
        var length = 0;
        foreach (var c in text)
        {
            if (c == '.' ? length == 0 : !allowed(c))
            {
                return false;
            }

            length = c == '.' ? 0 : length + 1;
        }

        return length > 0;
    }
}
