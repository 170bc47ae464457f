using System.Text;

namespace Monitor.Domain.Tickets.Mail;

/// <summary>
/// Encoded words in header lines (RFC 2047): <c>=?utf-8?Q?caf=C3=A9?=</c>. Words that follow each other in the same character set are decoded together: programs
/// cut them in the middle of a letter.
/// </summary>
internal static class MimeWords
{
    public static string Decode(string text)
    {
        if (!text.Contains("=?", StringComparison.Ordinal))
        {
            return text;
        }

        var (result, held, charset) = (new StringBuilder(text.Length), new List<byte>(), "");
        for (var at = 0; at < text.Length;)
        {
            if (TryRead(text, at, out var word))
            {
                if (!word.Charset.Equals(charset, StringComparison.OrdinalIgnoreCase))
                {
                    Flush(result, held, charset);
                }

                held.AddRange(word.Bytes);
                (charset, at) = (word.Charset, word.End);
                var next = at;
                while (next < text.Length && text[next] is ' ' or '\t')
                {
                    next++;
                }

                // White space between two encoded words is not part of the text.
                at = next < text.Length && TryRead(text, next, out _) ? next : at;
                continue;
            }

            Flush(result, held, charset);
            result.Append(text[at++]);
        }

        Flush(result, held, charset);
        return result.ToString();
    }

    private static void Flush(StringBuilder result, List<byte> held, string charset)
    {
        result.Append(held.Count == 0 ? "" : MailCharset.Decode([.. held], charset));
        held.Clear();
    }

    private static bool TryRead(string text, int at, out (string Charset, byte[] Bytes, int End) word)
    {
        word = default;
        if (at + 2 > text.Length || text[at] != '=' || text[at + 1] != '?')
        {
            return false;
        }

        // A word is short (75 characters, and programs that do not count): what has no end soon is no word.
        var room = Math.Min(text.Length, at + 2000);
        var first = text.IndexOf('?', at + 2, room - at - 2);
        var second = first < 0 || first + 1 >= room ? -1 : text.IndexOf('?', first + 1, room - first - 1);
        var end = second < 0 || second + 1 >= room ? -1 : text.IndexOf("?=", second + 1, room - second - 1, StringComparison.Ordinal);
        if (end < 0 || second != first + 2 || first - at - 2 is 0 or > 60)
        {
            return false;
        }

        var charset = text[(at + 2)..first].Split('*')[0]; // RFC 2231: a language may follow
        var content = text[(second + 1)..end];
        byte[]? bytes = text[first + 1] switch
        {
            'B' or 'b' => TransferCoding.Base64(Encoding.Latin1.GetBytes(content)),
            'Q' or 'q' => TransferCoding.QuotedPrintable(Encoding.Latin1.GetBytes(content.Replace('_', ' '))),
            _ => null,
        };
        word = (charset, bytes ?? [], end + 2);
        return bytes is not null && !content.Contains(' ', StringComparison.Ordinal);
    }
}
