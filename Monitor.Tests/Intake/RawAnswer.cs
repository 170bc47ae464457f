using System.Globalization;
using System.Text;

namespace Monitor.Tests.Intake;

/// <summary>The web server says the length of a body first, or not at all, and the door at the connection last: that is how they are told apart here.</summary>
internal sealed record RawAnswer(int Status, IReadOnlyList<string> Headers, string Body)
{
    public bool IsDirect => Headers.Count > 0 && Headers[^1].StartsWith("Content-Length", StringComparison.Ordinal);

    public override string ToString() => $"{Status} {string.Join(" | ", Headers)} {Body}";

    /// <summary>Takes the first whole one from the bytes that came; null where there is none yet.</summary>
    public static RawAnswer? TryTake(List<byte> bytes)
    {
        var text = Encoding.Latin1.GetString([.. bytes]);
        var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        if (end < 0)
        {
            return null;
        }

        var lines = text[..end].Split("\r\n");
        var length = lines.FirstOrDefault(l => l.StartsWith("Content-Length: ", StringComparison.Ordinal)) is { } line ? int.Parse(line[16..], CultureInfo.InvariantCulture) : 0;
        var isChunked = lines.Contains("Transfer-Encoding: chunked");
        var last = isChunked ? text.IndexOf("\r\n0\r\n\r\n", end, StringComparison.Ordinal) : end + 4 + length <= text.Length ? end : -1;
        if (last < 0)
        {
            return null;
        }

        bytes.RemoveRange(0, isChunked ? last + 7 : end + 4 + length);
        var body = isChunked ? string.Concat(text[(end + 4)..last].Split("\r\n").Where((_, i) => i % 2 == 1)) : text.Substring(end + 4, length);
        return new RawAnswer(int.Parse(lines[0].AsSpan(9, 3), CultureInfo.InvariantCulture), lines[1..], body);
    }
}
