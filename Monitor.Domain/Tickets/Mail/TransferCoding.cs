namespace Monitor.Domain.Tickets.Mail;

/// <summary>Content-Transfer-Encoding (RFC 2045, 6): what is not well formed is read as far as it makes sense, never refused.</summary>
internal static class TransferCoding
{
    public static byte[] Decode(ReadOnlySpan<byte> body, string? encoding) => (encoding ?? "").Trim().ToLowerInvariant() switch
    {
        "base64" => Base64(body),
        "quoted-printable" => QuotedPrintable(body),
        _ => body.ToArray(),
    };

    /// <summary>Characters that are not of the alphabet are skipped; padding ends a group, as where pieces were put together.</summary>
    public static byte[] Base64(ReadOnlySpan<byte> text)
    {
        var bytes = new byte[(text.Length * 3 / 4) + 3];
        var (length, bits, held) = (0, 0, 0u);
        foreach (var c in text)
        {
            var value = Value(c);
            if (value < 0)
            {
                if (c == (byte)'=')
                {
                    (bits, held) = (0, 0);
                }

                continue;
            }

            held = (held << 6) | (uint)value;
            bits += 6;
            if (bits >= 8)
            {
                bits -= 8;
                bytes[length++] = (byte)(held >> bits);
            }
        }

        return bytes[..length];
    }

    public static byte[] QuotedPrintable(ReadOnlySpan<byte> text)
    {
        var bytes = new byte[text.Length];
        var length = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != (byte)'=')
            {
                bytes[length++] = text[i];
            }
            else if (SoftBreak(text[(i + 1)..]) is var skipped and > 0)
            {
                i += skipped;
            }
            else if (i + 2 < text.Length && Hex(text[i + 1]) is var high and >= 0 && Hex(text[i + 2]) is var low and >= 0)
            {
                bytes[length++] = (byte)((high << 4) | low);
                i += 2;
            }
            else
            {
                bytes[length++] = text[i];
            }
        }

        return bytes[..length];
    }

    /// <summary>How many bytes belong to a line break that is not part of the text; white space may stand before it.</summary>
    private static int SoftBreak(ReadOnlySpan<byte> rest)
    {
        var at = 0;
        while (at < rest.Length && at < 80 && rest[at] is (byte)' ' or (byte)'\t')
        {
            at++;
        }

        return at < rest.Length && rest[at] == (byte)'\n' ? at + 1
            : at + 1 < rest.Length && rest[at] == (byte)'\r' && rest[at + 1] == (byte)'\n' ? at + 2
            : 0;
    }

    private static int Value(byte c) => c switch
    {
        >= (byte)'A' and <= (byte)'Z' => c - 'A',
        >= (byte)'a' and <= (byte)'z' => c - 'a' + 26,
        >= (byte)'0' and <= (byte)'9' => c - '0' + 52,
        (byte)'+' => 62,
        (byte)'/' => 63,
        _ => -1,
    };

    private static int Hex(byte c) => c switch
    {
        >= (byte)'0' and <= (byte)'9' => c - '0',
        >= (byte)'A' and <= (byte)'F' => c - 'A' + 10,
        >= (byte)'a' and <= (byte)'f' => c - 'a' + 10,
        _ => -1,
    };
}
