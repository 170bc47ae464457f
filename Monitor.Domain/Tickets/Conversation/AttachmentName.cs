using System.Globalization;
using System.Text;

namespace Monitor.Domain.Tickets.Conversation;

/// <summary>
/// The name under which a file is shown and offered: the last part of what the sender called it, decoded first and checked then, without characters that
/// are not seen or turn the direction, and with an ending that says what the file is.
/// </summary>
public static class AttachmentName
{
    private static readonly HashSet<string> OfDevices =
        new(["con", "prn", "aux", "nul", .. Enumerable.Range(1, 9).SelectMany(i => new[] { $"com{i}", $"lpt{i}" })], StringComparer.OrdinalIgnoreCase);

    /// <summary>For each type the endings that are left as they are; the first is put behind a name that has none of them.</summary>
    private static readonly Dictionary<string, string[]> Endings = new()
    {
        ["image/png"] = ["png"],
        ["image/jpeg"] = ["jpg", "jpeg"],
        ["image/gif"] = ["gif"],
        ["image/webp"] = ["webp"],
        ["application/pdf"] = ["pdf"],
        ["application/gzip"] = ["gz", "tgz"],
        ["application/rtf"] = ["rtf"],
        ["application/x-evtx"] = ["evtx"],
        ["application/vnd.tcpdump.pcap"] = ["pcap", "pcapng"],
        ["application/x-7z-compressed"] = ["7z"],
        ["application/vnd.rar"] = ["rar"],
        ["video/mp4"] = ["mp4", "mov", "m4v"],
        ["application/vnd.openxmlformats-officedocument.wordprocessingml.document"] = ["docx"],
        ["application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"] = ["xlsx"],
        ["application/vnd.openxmlformats-officedocument.presentationml.presentation"] = ["pptx"],
        ["application/vnd.oasis.opendocument"] = ["odt", "ods", "odp"],
        [FileKind.Zip] = ["zip"],
        [FileKind.Xml] = ["xml", "config", "txt"],
        [FileKind.Text] =
            ["txt", "log", "csv", "tsv", "md", "json", "yml", "yaml", "xml", "ini", "conf", "cfg", "properties", "toml", "sql", "diff", "patch", "eml", "out", "err", "pem", "crt"],
    };

    /// <summary>At most <see cref="Attachment.NameLength"/> characters, never empty, never a path.</summary>
    /// <param name="contentType">What <see cref="FileKind"/> says of the bytes.</param>
    public static string Clean(string? name, string contentType)
    {
        var decoded = Decode(name ?? "");
        var last = decoded[(decoded.LastIndexOfAny(['/', '\\']) + 1)..];
        var clean = new StringBuilder(last.Length);
        foreach (var rune in last.EnumerateRunes())
        {
            if (Rune.IsWhiteSpace(rune) || rune.Value is '<' or '>' or ':' or '"' or '|' or '?' or '*' or ';' or '%' || rune == Rune.ReplacementChar)
            {
                var instead = Rune.IsWhiteSpace(rune) ? ' ' : '_';
                clean.Append(clean.Length == 0 || clean[^1] == instead ? "" : instead);
            }
            else if (IsSeen(rune))
            {
                clean.Append(rune);
            }
        }

        return WithEnding(clean.ToString().Normalize().Trim(' ', '.', '_', '~', '-'), contentType);
    }

    /// <summary>A sender that encodes the dots and slashes of a path means the path; decoded until nothing is left to decode.</summary>
    private static string Decode(string name)
    {
        for (var round = 0; round < 4 && name.Contains('%', StringComparison.Ordinal); round++)
        {
            var decoded = Uri.UnescapeDataString(name);
            if (decoded == name)
            {
                break;
            }

            name = decoded;
        }

        return name;
    }

    private static bool IsSeen(Rune rune) => Rune.GetUnicodeCategory(rune) is not
        (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);

    private static string WithEnding(string name, string contentType)
    {
        var dot = name.LastIndexOf('.');
        var ending = dot < 0 ? "" : name[(dot + 1)..];
        if (!Endings.TryGetValue(contentType, out var known))
        {
            known = [ending.Length is > 0 and <= 10 && ending.All(char.IsAsciiLetterOrDigit) ? ending : "bin"];
        }

        var isKnown = dot > 0 && known.Contains(ending, StringComparer.OrdinalIgnoreCase);
        var (stem, end) = isKnown ? (name[..dot].TrimEnd(' ', '.'), name[dot..]) : (name, "." + known[0]);
        if (stem.Length == 0 || OfDevices.Contains(stem.Split('.')[0].Trim()))
        {
            stem = "file" + (stem.Length == 0 ? "" : "_" + stem);
        }

        return Cut(stem, Attachment.NameLength - end.Length) + end;
    }

    /// <summary>Never through the middle of what is one character to a reader.</summary>
    private static string Cut(string text, int most)
    {
        if (text.Length <= most)
        {
            return text;
        }

        var end = 0;
        foreach (var start in StringInfo.ParseCombiningCharacters(text))
        {
            end = start <= most ? start : end;
        }

        return end == 0 ? "file" : text[..end];
    }
}
