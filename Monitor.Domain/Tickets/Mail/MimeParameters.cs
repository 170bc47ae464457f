using System.Globalization;
using System.Text;

namespace Monitor.Domain.Tickets.Mail;

/// <summary>
/// A header value with parameters, such as <c>text/plain; charset=utf-8</c>. Parameters may be quoted, cut into numbered pieces, and encoded with their
/// character set (RFC 2231), or, as many programs do against the rules, hold encoded words.
/// </summary>
internal sealed record MimeParameters(string Value, IReadOnlyDictionary<string, string> Parameters)
{
    private const int Most = 200;

    public string? Find(string name) => Parameters.GetValueOrDefault(name);

    public static MimeParameters Read(string text)
    {
        var pieces = Split(text);
        var plain = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var parts = new Dictionary<string, SortedDictionary<int, (string Text, bool IsEncoded)>>(StringComparer.OrdinalIgnoreCase);
        foreach (var piece in pieces.Skip(1).Take(Most))
        {
            var equals = piece.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
            {
                continue;
            }

            var (name, value) = (piece[..equals].Trim(), Unquote(piece[(equals + 1)..].Trim()));
            var star = name.IndexOf('*', StringComparison.Ordinal);
            if (star < 0)
            {
                plain.TryAdd(name, value);
                continue;
            }

            var isEncoded = name.EndsWith('*');
            var number = name[(star + 1)..].TrimEnd('*');
            var index = number.Length == 0 ? 0 : int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : -1;
            if (index >= 0)
            {
                var key = name[..star];
                (parts.TryGetValue(key, out var known) ? known : parts[key] = []).TryAdd(index, (value, isEncoded));
            }
        }

        // The encoded form is the better one where a program sends both.
        foreach (var (name, numbered) in parts)
        {
            plain[name] = Join(numbered);
        }

        return new MimeParameters(pieces[0].Trim(), plain.ToDictionary(p => p.Key, p => MimeWords.Decode(p.Value), StringComparer.OrdinalIgnoreCase));
    }

    private static string Join(SortedDictionary<int, (string Text, bool IsEncoded)> parts)
    {
        var (bytes, charset) = (new List<byte>(), "utf-8");
        foreach (var (index, (text, isEncoded)) in parts)
        {
            var rest = text;
            if (isEncoded && index == 0 && text.Split('\'', 3) is [var set, _, var encoded])
            {
                (charset, rest) = (set, encoded);
            }

            for (var i = 0; i < rest.Length; i++)
            {
                if (isEncoded && rest[i] == '%' && i + 2 < rest.Length && char.IsAsciiHexDigit(rest[i + 1]) && char.IsAsciiHexDigit(rest[i + 2]))
                {
                    bytes.Add(Convert.ToByte(rest.Substring(i + 1, 2), 16));
                    i += 2;
                }
                else
                {
                    bytes.AddRange(Encoding.UTF8.GetBytes(rest, i, 1));
                }
            }
        }

        return MailCharset.Decode([.. bytes], charset);
    }

    /// <summary>At semicolons that stand outside quotes; there is always a first piece.</summary>
    private static List<string> Split(string text)
    {
        var (pieces, piece, inQuotes) = (new List<string>(), new StringBuilder(), false);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            inQuotes ^= c == '"';
            if (c == '\\' && inQuotes && i + 1 < text.Length)
            {
                piece.Append(c).Append(text[++i]);
            }
            else if (c == ';' && !inQuotes)
            {
                pieces.Add(piece.ToString());
                piece.Clear();
            }
            else
            {
                piece.Append(c);
            }
        }

        pieces.Add(piece.ToString());
        return pieces;
    }

    private static string Unquote(string value)
    {
        if (value is not ['"', ..])
        {
            return value;
        }

        var text = new StringBuilder(value.Length);
        for (var i = 1; i < value.Length && value[i] != '"'; i++)
        {
            text.Append(value[i] == '\\' && i + 1 < value.Length && value[i + 1] is '"' or '\\' ? value[++i] : value[i]);
        }

        return text.ToString();
    }
}
