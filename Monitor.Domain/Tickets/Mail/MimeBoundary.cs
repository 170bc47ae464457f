using System.Text;

namespace Monitor.Domain.Tickets.Mail;

/// <summary>Cuts a body at the lines of its boundary (RFC 2046, 5.1.1). What stands before the first and after the last one is not part of the mail.</summary>
internal static class MimeBoundary
{
    private const int Longest = 200;

    public static List<ReadOnlyMemory<byte>> Split(ReadOnlyMemory<byte> body, string boundary)
    {
        List<ReadOnlyMemory<byte>> parts = [];
        var mark = Encoding.UTF8.GetBytes("--" + boundary);
        if (boundary.Length > Longest)
        {
            return parts;
        }

        var bytes = body.Span;
        var start = -1;
        for (var at = 0; at < bytes.Length;)
        {
            var length = bytes[at..].IndexOf((byte)'\n');
            var next = length < 0 ? bytes.Length : at + length + 1;
            var line = bytes[at..next].TrimEnd(" \t\r\n"u8);
            if (line.StartsWith(mark) && (line.Length == mark.Length || line[mark.Length..].SequenceEqual("--"u8)))
            {
                if (start >= 0)
                {
                    parts.Add(body[start..Math.Max(start, LineEnd(bytes, at))]);
                }

                start = line.Length == mark.Length ? next : -1;
                if (start < 0)
                {
                    return parts;
                }
            }

            at = next;
        }

        // The end was lost on the way: what came is read.
        if (start >= 0 && start < bytes.Length)
        {
            parts.Add(body[start..]);
        }

        return parts;
    }

    /// <summary>The line break before a boundary belongs to the boundary.</summary>
    private static int LineEnd(ReadOnlySpan<byte> bytes, int at) =>
        at > 1 && bytes[at - 1] == (byte)'\n' && bytes[at - 2] == (byte)'\r' ? at - 2 : at > 0 && bytes[at - 1] == (byte)'\n' ? at - 1 : at;
}
