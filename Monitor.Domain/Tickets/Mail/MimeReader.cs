namespace Monitor.Domain.Tickets.Mail;

/// <summary>What was found in a mail, or in one of its parts.</summary>
internal sealed record MimeContent(string Text, IReadOnlyList<MailFile> Files)
{
    public static readonly MimeContent Nothing = new("", []);
}

/// <summary>Walks the parts of a mail (RFC 2046): of alternatives the plain text is read, all else is put together in its order; what is no text is a file.</summary>
internal sealed class MimeReader
{
    private const int Deepest = 20;
    private const int MostParts = 500;

    private int _parts;

    /// <exception cref="MailFormatException">The parts are nested too deeply, or are too many.</exception>
    public static MimeContent Read(MailHeaders headers, ReadOnlyMemory<byte> body) => new MimeReader().Part(headers, body, 0);

    private MimeContent Part(MailHeaders headers, ReadOnlyMemory<byte> body, int depth)
    {
        if (depth > Deepest || ++_parts > MostParts)
        {
            throw new MailFormatException("The mail has too many parts in one another.");
        }

        var type = MimeParameters.Read(headers.First("Content-Type") ?? "text/plain");
        var kind = type.Value.ToLowerInvariant();
        return kind.StartsWith("multipart/", StringComparison.Ordinal) && type.Find("boundary") is { Length: > 0 } boundary
            ? Several(kind, MimeBoundary.Split(body, boundary), depth)
            : Single(headers, kind.Length == 0 ? "text/plain" : kind, type, body);
    }

    private MimeContent Several(string kind, List<ReadOnlyMemory<byte>> parts, int depth)
    {
        List<(MimeContent Content, bool IsPlain)> read = [];
        foreach (var part in parts)
        {
            var (headers, body) = MailHeaders.Read(part);
            read.Add((Part(headers, body, depth + 1), IsPlain(headers)));
        }

        List<MailFile> files = [.. read.SelectMany(r => r.Content.Files)];
        if (kind != "multipart/alternative")
        {
            return new(string.Join("\n\n", read.Select(r => r.Content.Text.Trim()).Where(t => t.Length > 0)), files);
        }

        // Plain where there is something in it; else the last one that says anything, which its sender holds for the best.
        var texts = read.Where(r => r.Content.Text.Trim().Length > 0).ToList();
        return new(texts.Find(t => t.IsPlain).Content?.Text ?? texts.LastOrDefault().Content?.Text ?? "", files);
    }

    private static bool IsPlain(MailHeaders headers) =>
        MimeParameters.Read(headers.First("Content-Type") ?? "text/plain").Value.ToLowerInvariant() is "text/plain" or "";

    private static MimeContent Single(MailHeaders headers, string kind, MimeParameters type, ReadOnlyMemory<byte> body)
    {
        var disposition = MimeParameters.Read(headers.First("Content-Disposition") ?? "");
        var name = disposition.Find("filename") ?? type.Find("name") ?? "";
        var isFile = disposition.Value.Equals("attachment", StringComparison.OrdinalIgnoreCase) || name.Length > 0;
        if (kind is "application/pgp-signature" or "application/pkcs7-signature" or "application/x-pkcs7-signature")
        {
            return MimeContent.Nothing;
        }

        var bytes = TransferCoding.Decode(body.Span, headers.First("Content-Transfer-Encoding"));
        return kind switch
        {
            "text/plain" when !isFile => new(Lines(MailCharset.Decode(bytes, type.Find("charset"))), []),
            "text/html" when !isFile => new(HtmlText.Read(Lines(MailCharset.Decode(bytes, type.Find("charset")))), []),
            "message/rfc822" when name.Length == 0 => new("", [new MailFile("mail.txt", bytes)]),
            _ when bytes.Length == 0 => MimeContent.Nothing,
            _ => new("", [new MailFile(name.Length > 0 ? name : kind.Split('/')[0], bytes)]),
        };
    }

    private static string Lines(string text) => text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');
}
