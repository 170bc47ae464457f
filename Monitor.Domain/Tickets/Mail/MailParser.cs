namespace Monitor.Domain.Tickets.Mail;

/// <summary>
/// Reads a mail as a mail server hands it on: Internet Message Format (RFC 5322) with MIME (RFC 2045 to 2047, 2231). Tolerant of what real programs send,
/// bounded in depth and number, and linear in the length of what it reads.
/// </summary>
public static class MailParser
{
    private const int MostReferences = 100;
    private const int LongestSubject = 1000;

    /// <param name="message">The whole mail, header and body, as bytes.</param>
    /// <exception cref="MailFormatException">It has no header, not one sender, or is nested too deeply.</exception>
    public static IncomingMail Read(ReadOnlyMemory<byte> message)
    {
        var (headers, body) = MailHeaders.Read(message);
        if (headers.IsEmpty)
        {
            throw new MailFormatException("This is not a mail: it does not begin with header lines such as From: and Subject:.");
        }

        var senders = headers.All("From");
        if (senders.Count != 1 || MailSender.Address(senders[0]) is not { } from)
        {
            throw new MailFormatException("A mail has one sender, with one plain address in From:.");
        }

        var content = MimeReader.Read(headers, body);
        return new IncomingMail
        {
            From = from,
            MessageId = Ids(headers.First("Message-ID") ?? "").FirstOrDefault(),
            RefersTo = [.. Ids(headers.First("In-Reply-To") ?? "").Concat(Enumerable.Reverse(Ids(headers.First("References") ?? ""))).Distinct().Take(MostReferences)],
            Subject = Line(MimeWords.Decode(Start(headers.First("Subject") ?? "", LongestSubject * 10))),
            Text = content.Text.Trim(),
            Files = content.Files,
            Automatic = AutomaticMail.Reason(headers, from),
        };
    }

    /// <summary>What stands in angle brackets and can be a Message-ID.</summary>
    private static List<string> Ids(string value)
    {
        List<string> ids = [];
        for (var at = value.IndexOf('<', StringComparison.Ordinal); at >= 0 && ids.Count < 10 * MostReferences;)
        {
            var end = value.IndexOf('>', at);
            if (end < 0)
            {
                break;
            }

            var id = value[(at + 1)..end].Trim();
            if (id.Length is > 0 and <= Conversation.MailMessage.MessageIdLength && id.All(c => c is > ' ' and < (char)127 and not '<'))
            {
                ids.Add(id);
            }

            at = value.IndexOf('<', end);
        }

        return ids;
    }

    private static string Line(string text) => Start(string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)), LongestSubject);

    private static string Start(string text, int length) => text.Length <= length ? text : text[..length];
}
