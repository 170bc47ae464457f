using System.Buffers;

namespace Monitor.Web.Intake.Direct;

internal enum RequestFound
{
    /// <summary>As far as it goes it may become a batch.</summary>
    Part,

    /// <summary>A batch, all of it.</summary>
    Whole,

    /// <summary>Something for the web server.</summary>
    Other,
}

/// <summary>
/// Finds the next batch in what came on one connection. The head that was understood last is kept: the next one of the same agent differs in nothing but its length.
/// </summary>
internal sealed class DirectRequest(IReadOnlyList<string> names, int mostBody)
{
    private const int MostHead = 4096;

    /// <summary>Longer ones are rare, and the web server knows how to ask for them first.</summary>
    private const int MostTogether = 64 * 1024;

    private static readonly byte[] Start = "POST /api/v1/metrics HTTP/1.1\r\n"u8.ToArray();
    private static readonly byte[] End = "\r\n\r\n"u8.ToArray();

    private byte[] _known = [];
    private int _lengthAt;
    private int _lengthEnd;

    /// <summary>Of the request that is not whole yet: how long its head and its body are; 0 where its head is not known.</summary>
    private (int Head, int Body) _begun;

    /// <summary>Of what was found last.</summary>
    public DirectHead Head { get; private set; } = DirectHead.None;

    /// <param name="buffer">What came and was not answered.</param>
    /// <param name="body">The body of a whole one; it ends where the request ends.</param>
    public RequestFound Find(in ReadOnlySequence<byte> buffer, out ReadOnlySequence<byte> body)
    {
        body = default;
        if (_begun.Head == 0 && Begin(buffer) is var found && found != RequestFound.Whole)
        {
            return found;
        }

        var (head, length) = _begun;
        if (buffer.Length < head + length)
        {
            return RequestFound.Part;
        }

        body = buffer.Slice(head, length);
        _begun = default;
        return RequestFound.Whole;
    }

    /// <summary>Whole where the head is.</summary>
    private RequestFound Begin(in ReadOnlySequence<byte> buffer)
    {
        int head;
        if (IsKnown(buffer.FirstSpan, out var length))
        {
            head = _known.Length;
        }
        else
        {
            var found = FindHead(buffer, out head);
            if (found != RequestFound.Whole)
            {
                return found;
            }

            length = Head.Length;
        }

        if (length > mostBody || head + length > MostTogether)
        {
            return RequestFound.Other;
        }

        _begun = (head, length);
        return RequestFound.Whole;
    }

    private bool IsKnown(ReadOnlySpan<byte> first, out int length)
    {
        length = 0;
        var known = _known.AsSpan();
        return known.Length > 0 && first.Length >= known.Length
            && first[_lengthEnd..known.Length].SequenceEqual(known[_lengthEnd..]) && first[.._lengthAt].SequenceEqual(known[.._lengthAt])
            && DirectHead.TryLength(first[_lengthAt.._lengthEnd], out length);
    }

    private RequestFound FindHead(in ReadOnlySequence<byte> buffer, out int length)
    {
        length = 0;
        var look = buffer.Slice(0, Math.Min(buffer.Length, MostHead));
        var bytes = look.IsSingleSegment ? look.FirstSpan : look.ToArray();
        if (!bytes[..Math.Min(bytes.Length, Start.Length)].SequenceEqual(Start.AsSpan(0, Math.Min(bytes.Length, Start.Length))))
        {
            return RequestFound.Other;
        }

        var end = bytes.IndexOf(End);
        if (end < 0)
        {
            return bytes.Length == MostHead ? RequestFound.Other : RequestFound.Part;
        }

        length = end + End.Length;
        if (DirectHead.Read(bytes[Start.Length..length], names) is not { } head)
        {
            return RequestFound.Other;
        }

        Head = head;
        _known = bytes[..length].ToArray();
        (_lengthAt, _lengthEnd) = (Start.Length + head.LengthAt, Start.Length + head.LengthAt + head.LengthDigits);
        return RequestFound.Whole;
    }
}
