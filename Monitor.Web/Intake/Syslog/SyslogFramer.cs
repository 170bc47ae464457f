using System.Buffers;

namespace Monitor.Web.Intake.Syslog;

internal enum FrameOutcome
{
    /// <summary>More bytes are needed.</summary>
    None,

    Message,

    /// <summary>What follows cannot be told apart any more: the connection ends.</summary>
    Broken,
}

/// <summary>
/// Finds messages in a stream (RFC 6587): counted ones, <c>57 &lt;34&gt;1 …</c>, and those that end with a line break, in any mixture. A line that is too long is given up to
/// <see cref="Most"/> bytes, the rest of it is passed over; a count beyond that is believed of nobody.
/// </summary>
internal sealed class SyslogFramer
{
    public const int Most = 64 * 1024;
    private const int CountDigits = 6;

    private bool _passing;

    /// <summary>Whether the message that was just given is the beginning of a longer one.</summary>
    public bool IsCut { get; private set; }

    /// <param name="buffer">What came and was not used yet; moved behind what is used.</param>
    /// <param name="isEnd">Nothing follows: a last line needs no break, and a counted message that is not whole is none.</param>
    /// <param name="message">The bytes of the message.</param>
    public FrameOutcome Read(ref ReadOnlySequence<byte> buffer, bool isEnd, out ReadOnlySequence<byte> message)
    {
        (message, IsCut) = (default, false);
        if (!_passing)
        {
            PassEmpty(ref buffer);
        }

        if (buffer.IsEmpty)
        {
            return FrameOutcome.None;
        }

        if (!_passing && Counted(ref buffer, isEnd, out message) is { } counted)
        {
            return counted;
        }

        return Line(ref buffer, isEnd, out message);
    }

    private static void PassEmpty(ref ReadOnlySequence<byte> buffer)
    {
        var reader = new SequenceReader<byte>(buffer);
        reader.AdvancePastAny("\r\n\0"u8);
        buffer = buffer.Slice(reader.Position);
    }

    /// <summary>Null where it is no counted message.</summary>
    private static FrameOutcome? Counted(ref ReadOnlySequence<byte> buffer, bool isEnd, out ReadOnlySequence<byte> message)
    {
        message = default;
        var (count, digits) = (0, 0);
        var reader = new SequenceReader<byte>(buffer);
        while (reader.TryRead(out var one))
        {
            if (one is >= (byte)'0' and <= (byte)'9' && (digits > 0 || one != '0'))
            {
                if (++digits > CountDigits)
                {
                    return FrameOutcome.Broken;
                }

                count = (count * 10) + (one - '0');
                continue;
            }

            if (digits == 0 || one != ' ')
            {
                return null;
            }

            if (!reader.TryPeek(out var first))
            {
                break;
            }

            return first != '<' ? null : count > Most ? FrameOutcome.Broken : Whole(ref buffer, reader.Position, count, isEnd, out message);
        }

        return digits == 0 ? null : isEnd ? Ended(ref buffer) : FrameOutcome.None;
    }

    private static FrameOutcome Whole(ref ReadOnlySequence<byte> buffer, SequencePosition start, int count, bool isEnd, out ReadOnlySequence<byte> message)
    {
        message = default;
        var body = buffer.Slice(start);
        if (body.Length < count)
        {
            return isEnd ? Ended(ref buffer) : FrameOutcome.None;
        }

        message = body.Slice(0, count);
        buffer = body.Slice(count);
        return FrameOutcome.Message;
    }

    /// <summary>It was announced longer than it came.</summary>
    private static FrameOutcome Ended(ref ReadOnlySequence<byte> buffer)
    {
        buffer = buffer.Slice(buffer.End);
        return FrameOutcome.None;
    }

    private FrameOutcome Line(ref ReadOnlySequence<byte> buffer, bool isEnd, out ReadOnlySequence<byte> message)
    {
        message = default;
        var passed = _passing;
        if (buffer.PositionOf((byte)'\n') is { } end && buffer.Slice(0, end).Length <= Most)
        {
            message = buffer.Slice(0, end);
            buffer = buffer.Slice(buffer.GetPosition(1, end));
            _passing = false;
            return passed ? Read(ref buffer, isEnd, out message) : FrameOutcome.Message;
        }

        if (passed)
        {
            buffer = buffer.PositionOf((byte)'\n') is { } far ? buffer.Slice(far) : buffer.Slice(buffer.End);
            return buffer.IsEmpty ? FrameOutcome.None : Line(ref buffer, isEnd, out message);
        }

        if (buffer.Length > Most)
        {
            message = buffer.Slice(0, Most);
            buffer = buffer.Slice(Most);
            (_passing, IsCut) = (true, true);
            return FrameOutcome.Message;
        }

        if (!isEnd)
        {
            return FrameOutcome.None;
        }

        message = buffer;
        buffer = buffer.Slice(buffer.End);
        return FrameOutcome.Message;
    }
}
