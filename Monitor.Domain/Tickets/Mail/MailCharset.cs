using System.Text;

namespace Monitor.Domain.Tickets.Mail;

/// <summary>Text in the character sets of mails. What is no text in its set is read as Windows-1252, which makes a letter of every byte.</summary>
internal static class MailCharset
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    static MailCharset() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    public static string Decode(byte[] bytes, string? name)
    {
        try
        {
            var encoding = Find(name);
            return encoding is null ? Strict.GetString(bytes) : encoding.GetString(bytes);
        }
        catch (ArgumentException)
        {
            return Encoding.GetEncoding(1252).GetString(bytes);
        }
    }

    /// <summary>Null: UTF-8, of which US-ASCII is a part. UTF-7 is not read: it hides what a text says.</summary>
    private static Encoding? Find(string? name)
    {
        var clean = (name ?? "").Trim().ToLowerInvariant();
        if (clean is "" or "utf-8" or "utf8" or "us-ascii" or "ascii" or "utf-7")
        {
            return null;
        }

        try
        {
            return Encoding.GetEncoding(clean is "iso-8859-1" or "latin1" ? "windows-1252" : clean);
        }
        catch (Exception unknown) when (unknown is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }
}
