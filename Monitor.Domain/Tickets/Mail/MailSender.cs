using System.Text;
using Monitor.Domain.Access;

namespace Monitor.Domain.Tickets.Mail;

/// <summary>
/// Reads the address out of a From line. What stands in quotes, in comments or in an encoded name is never part of an address: a name that looks like
/// somebody else's address is still a name.
/// </summary>
internal static class MailSender
{
    /// <returns>Null when there is not exactly one plain address.</returns>
    public static string? Address(string value)
    {
        var bare = Bare(value);
        if (bare is null)
        {
            return null;
        }

        var (open, close) = (bare.IndexOf('<', StringComparison.Ordinal), bare.IndexOf('>', StringComparison.Ordinal));
        string address;
        if (open < 0 && close < 0)
        {
            address = bare.Trim();
        }
        else if (open >= 0 && close > open && bare.LastIndexOf('<') == open && bare.LastIndexOf('>') == close && bare[(close + 1)..].Trim().Length == 0
            && bare.IndexOfAny([',', ';', ':'], 0, open) < 0)
        {
            address = bare[(open + 1)..close].Trim();
        }
        else
        {
            return null;
        }

        return MailAddressRule.Accepts(address) ? address : null;
    }

    /// <summary>The text without quoted strings and comments (RFC 5322, 3.2); null when one of them has no end.</summary>
    private static string? Bare(string value)
    {
        var bare = new StringBuilder(value.Length);
        var (inQuotes, depth) = (false, 0);
        for (var i = 0; i < value.Length; i++)
        {
            var c = value[i];
            if (c == '\\' && (inQuotes || depth > 0))
            {
                i++;
            }
            else if (inQuotes)
            {
                inQuotes = c != '"';
            }
            else if (c == '(')
            {
                depth++;
            }
            else if (c == ')' && depth > 0)
            {
                depth--;
            }
            else if (c == '"' && depth == 0)
            {
                inQuotes = true;
            }
            else if (depth == 0)
            {
                bare.Append(c);
            }
        }

        return inQuotes || depth > 0 ? null : bare.ToString();
    }
}
