using System.Text;
using System.Text.Unicode;

namespace Monitor.Domain.Tickets.Conversation;

/// <summary>What the bytes of a file say that it is, whatever its name says. What can run in a browser is told apart from text.</summary>
public static class FileKind
{
    public const string Text = "text/plain";
    public const string Xml = "text/xml";
    public const string Html = "text/html";
    public const string Svg = "image/svg+xml";
    public const string Zip = "application/zip";
    public const string Program = "application/x-executable";
    public const string Unknown = "application/octet-stream";

    private const int Looked = 4096;

    private static readonly (string Type, int At, byte[] Bytes)[] Signatures =
    [
        ("image/png", 0, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
        ("image/jpeg", 0, [0xff, 0xd8, 0xff]),
        ("image/gif", 0, "GIF87a"u8.ToArray()),
        ("image/gif", 0, "GIF89a"u8.ToArray()),
        ("image/webp", 8, "WEBP"u8.ToArray()),
        ("application/pdf", 0, "%PDF-"u8.ToArray()),
        ("application/gzip", 0, [0x1f, 0x8b, 0x08]),
        ("application/x-7z-compressed", 0, [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c]),
        ("application/vnd.rar", 0, "Rar!\x1a\x07"u8.ToArray()),
        ("application/rtf", 0, "{\\rtf"u8.ToArray()),
        ("application/x-ole-storage", 0, [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]),
        ("application/x-evtx", 0, "ElfFile\0"u8.ToArray()),
        ("application/vnd.tcpdump.pcap", 0, [0xd4, 0xc3, 0xb2, 0xa1]),
        ("application/vnd.tcpdump.pcap", 0, [0x0a, 0x0d, 0x0d, 0x0a]),
        ("video/mp4", 4, "ftyp"u8.ToArray()),
        (Program, 0, "MZ"u8.ToArray()),
        (Program, 0, [0x7f, 0x45, 0x4c, 0x46]),
        (Program, 0, [0xca, 0xfe, 0xba, 0xbe]),
        (Program, 0, [0xcf, 0xfa, 0xed, 0xfe]),
        (Program, 0, "\0asm"u8.ToArray()),
        (Zip, 0, [0x50, 0x4b, 0x03, 0x04]),
        (Zip, 0, [0x50, 0x4b, 0x05, 0x06]),
    ];

    private static readonly string[] OfHtml =
    [
        "<!--", "<!doctype", "<html", "<head", "<body", "<script", "<iframe", "<img", "<style", "<title", "<table", "<div", "<a ", "<b>", "<br", "<p>", "<h1", "<object",
        "<embed", "<form", "<meta", "<link", "<?xml-stylesheet", "1999/xhtml", "<math",
    ];

    public static string Of(ReadOnlySpan<byte> bytes)
    {
        foreach (var (type, at, signature) in Signatures)
        {
            if (bytes.Length >= at + signature.Length && bytes.Slice(at, signature.Length).SequenceEqual(signature) && (type != "image/webp" || bytes.StartsWith("RIFF"u8)))
            {
                return type == Zip ? OfZip(bytes) : type;
            }
        }

        return IsText(bytes, out var text) ? OfText(text) : Unknown;
    }

    /// <summary>The documents of office programs are archives; the names in their first part say of which.</summary>
    private static string OfZip(ReadOnlySpan<byte> bytes)
    {
        var head = bytes[..Math.Min(bytes.Length, Looked)];
        return head.IndexOf("word/"u8) >= 0 ? "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
            : head.IndexOf("xl/"u8) >= 0 ? "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
            : head.IndexOf("ppt/"u8) >= 0 ? "application/vnd.openxmlformats-officedocument.presentationml.presentation"
            : head.IndexOf("mimetypeapplication/vnd.oasis.opendocument"u8) >= 0 ? "application/vnd.oasis.opendocument"
            : Zip;
    }

    private static bool IsText(ReadOnlySpan<byte> bytes, out string head)
    {
        var start = bytes[..Math.Min(bytes.Length, Looked)];
        if (start is [0xff, 0xfe, ..] or [0xfe, 0xff, ..])
        {
            head = (start[0] == 0xff ? Encoding.Unicode : Encoding.BigEndianUnicode).GetString(start[2..]);
            return !head.Contains('\0', StringComparison.Ordinal);
        }

        head = Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(start) : Encoding.Latin1.GetString(start);
        return !HasControls(bytes);
    }

    /// <summary>Line breaks, tabs, form feeds and the escapes of terminals are in logs; others are in no text.</summary>
    private static bool HasControls(ReadOnlySpan<byte> bytes)
    {
        foreach (var one in bytes)
        {
            if (one < 0x20 && one is not (0x09 or 0x0a or 0x0b or 0x0c or 0x0d or 0x1b))
            {
                return true;
            }
        }

        return false;
    }

    private static string OfText(string head)
    {
        var text = head.TrimStart('\ufeff', ' ', '\t', '\r', '\n', '\f', '\v');
        if (!text.StartsWith('<'))
        {
            return Text;
        }

        return text.Contains("<svg", StringComparison.OrdinalIgnoreCase) || text.Contains("2000/svg", StringComparison.OrdinalIgnoreCase) ? Svg
            : Array.Exists(OfHtml, mark => text.Contains(mark, StringComparison.OrdinalIgnoreCase)) ? Html
            : Xml;
    }
}
