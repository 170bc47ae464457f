using System.Text;

namespace Monitor.Domain.Tickets.Mail;

/// <summary>The header lines of a mail or of one of its parts, unfolded. Names are the same in upper and lower case.</summary>
internal sealed class MailHeaders
{
    private const int MostBytes = 256 << 10;
    private const int MostFields = 1000;

    private readonly List<(string Name, string Value)> _fields = [];

    public bool IsEmpty => _fields.Count == 0;

    public string? First(string name) => _fields.Find(f => f.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    public IReadOnlyList<string> All(string name) => [.. _fields.Where(f => f.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(f => f.Value)];

    public bool Has(string name) => First(name) is not null;

    /// <summary>The header, and what comes after its empty line.</summary>
    public static (MailHeaders Headers, ReadOnlyMemory<byte> Body) Read(ReadOnlyMemory<byte> message)
    {
        var headers = new MailHeaders();
        var bytes = message.Span;
        var at = 0;
        var field = new StringBuilder();
        while (at < bytes.Length)
        {
            var length = bytes[at..].IndexOf((byte)'\n');
            var next = length < 0 ? bytes.Length : at + length + 1;
            if (next > MostBytes || headers._fields.Count > MostFields)
            {
                throw new MailFormatException("The header of the mail is too long.");
            }

            var line = Text(bytes[at..next]).TrimEnd('\r', '\n');
            at = next;
            if (line.Length == 0)
            {
                break;
            }

            if (line[0] is ' ' or '\t')
            {
                field.Append(line);
                continue;
            }

            headers.Add(field);
            field.Append(line);
        }

        headers.Add(field);
        return (headers, message[at..]);
    }

    /// <summary>A line without a name before a colon (as the first one of a mailbox file) says nothing.</summary>
    private void Add(StringBuilder field)
    {
        var text = field.ToString();
        field.Clear();
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var name = colon > 0 ? text[..colon].TrimEnd() : "";
        if (name.Length > 0 && name.All(c => c is > ' ' and < (char)127))
        {
            _fields.Add((name, text[(colon + 1)..].Trim()));
        }
    }

    /// <summary>Raw UTF-8 (RFC 6532) where it is that, else a byte for a letter.</summary>
    private static string Text(ReadOnlySpan<byte> line) => System.Text.Unicode.Utf8.IsValid(line) ? Encoding.UTF8.GetString(line) : Encoding.Latin1.GetString(line);
}
