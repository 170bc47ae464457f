using System.Text;

namespace Monitor.Agent.Logs;

/// <summary>Makes entries of the bytes of a path's files: whole lines only, joined, chosen and masked by the rules, no faster than they may come.</summary>
/// <param name="all">The pace of all files together.</param>
internal sealed class LineSplitter(string path, LogRules rules, TokenBucket all, TimeZoneInfo zone)
{
    public const string Kind = "file";

    /// <summary>The most that waits in a file when lines come faster than they are taken; beyond, the oldest are dropped and counted.</summary>
    public const int MostBehindBytes = 4 * 1024 * 1024;

    /// <summary>Of a longer line the beginning is taken, and what follows passed over.</summary>
    public const int MostLineBytes = 32 * 1024;

    private const int MostReadARound = 16 * 1024 * 1024;
    private const int BurstSeconds = 10;
    private const long JoinMilliseconds = 1000;

    private readonly LineJoiner _joiner = new(rules);
    private readonly TokenBucket _bucket = new(rules.LinesPerSecond, rules.LinesPerSecond * BurstSeconds);
    private TailedFile? _heldFrom;
    private long _heldOffset;
    private long _heldAt;
    private int _read;

    public void Begin() => _read = 0;

    /// <summary>True at the end of what can be read now; false where something is left because the round is full or the rate used up.</summary>
    public bool Read(TailedFile file, LogRound round, Span<byte> buffer, in LogMoment moment)
    {
        var size = file.Size;
        if (size == file.ReadAtSize)
        {
            return true;
        }

        while (!round.IsFull && _read < MostReadARound)
        {
            var read = file.Read(buffer, file.Offset);
            _read += read;
            var taken = Split(file, buffer[..read], size, round, moment, out var mayGoOn);
            if (taken == 0 && mayGoOn && !TakeLong(file, buffer[..read], buffer.Length, round, moment))
            {
                file.ReadAtSize = size;
                file.Remember();
                return true;
            }

            file.Offset += taken;
            file.ReadAt = taken > 0 ? moment.Monotonic : file.ReadAt;
            file.Remember();
            if (!mayGoOn)
            {
                return false;
            }
        }

        return false;
    }

    /// <summary>The last line of a file that nobody writes to any more, where no line break ends it.</summary>
    public void TakeRest(TailedFile file, LogRound round, Span<byte> buffer, in LogMoment moment)
    {
        var read = file.Read(buffer[..MostLineBytes], file.Offset);
        if (read > 0 && !file.IsInLine && buffer[..read].IndexOf((byte)'\n') < 0)
        {
            Take(file, buffer[..read], file.Offset, round, moment);
            file.Offset += read;
        }

        Release(round, moment);
    }

    /// <summary>What is held is an entry: nothing that follows belongs to it.</summary>
    public void Release(LogRound round, in LogMoment moment)
    {
        _heldFrom = null;
        if (_joiner.IsEmpty)
        {
            return;
        }

        var isJoined = _joiner.IsJoined;
        var text = _joiner.Take();
        if (rules.Takes(text))
        {
            var time = LineTime.Of(text, moment.Wall, zone) ?? moment.Wall;
            round.Line(Kind, path, new LogEntry(moment.Corrected(time), rules.Masked(text), IsJoined: isJoined));
        }
    }

    /// <summary>The same, where nothing has followed for a while.</summary>
    public void ReleaseOld(LogRound round, in LogMoment moment)
    {
        if (!_joiner.IsEmpty && moment.Monotonic - _heldAt >= JoinMilliseconds)
        {
            Release(round, moment);
        }
    }

    /// <summary>What is held of this file will be read again elsewhere.</summary>
    public void DropHeld(TailedFile file)
    {
        if (_heldFrom == file)
        {
            _joiner.Take();
            _heldFrom = null;
        }
    }

    /// <summary>What is held of this file cannot be read again.</summary>
    public void KeepHeld(TailedFile file) => _heldFrom = _heldFrom == file ? null : _heldFrom;

    /// <summary>Up to where entries of it were given; what is held is read again after a restart.</summary>
    public FilePosition PositionIn(TailedFile file) =>
        file == _heldFrom ? file.Position(_heldOffset, isInLine: false) : file.Position(file.Offset, file.IsInLine);

    /// <summary>How many bytes of whole lines were taken or dropped.</summary>
    private int Split(TailedFile file, ReadOnlySpan<byte> bytes, long size, LogRound round, in LogMoment moment, out bool mayGoOn)
    {
        var at = 0;
        mayGoOn = true;
        while (!round.IsFull && bytes[at..].IndexOf((byte)'\n') is >= 0 and var length)
        {
            var line = bytes.Slice(at, length);
            if (file.IsInLine)
            {
                file.IsInLine = false;
            }
            else if (IsInTime(moment.Monotonic))
            {
                Take(file, line, file.Offset + at, round, moment);
            }
            else if (size - (file.Offset + at) > MostBehindBytes)
            {
                round.Drop(Kind, path);
            }
            else
            {
                mayGoOn = false;
                break;
            }

            at += length + 1;
        }

        return at;
    }

    private bool IsInTime(long now)
    {
        if (!_bucket.TryTake(now))
        {
            return false;
        }

        if (all.TryTake(now))
        {
            return true;
        }

        _bucket.GiveBack();
        return false;
    }

    /// <summary>A line that fills the buffer, or the rest of one. False where the line may still be finished.</summary>
    private bool TakeLong(TailedFile file, ReadOnlySpan<byte> bytes, int most, LogRound round, in LogMoment moment)
    {
        if (bytes.Length == 0 || (bytes.Length < most && !file.IsInLine))
        {
            return false;
        }

        if (!file.IsInLine)
        {
            Take(file, bytes[..MostLineBytes], file.Offset, round, moment);
            Release(round, moment);
        }

        file.IsInLine = true;
        file.Offset += bytes.Length;
        file.ReadAt = moment.Monotonic;
        return true;
    }

    private void Take(TailedFile file, ReadOnlySpan<byte> bytes, long offset, LogRound round, in LogMoment moment)
    {
        if (bytes.EndsWith("\r"u8))
        {
            bytes = bytes[..^1];
        }

        if (bytes.IsEmpty)
        {
            return;
        }

        // Whatever is no UTF-8 becomes U+FFFD; all else is sent as it is.
        var line = Encoding.UTF8.GetString(bytes.Length > MostLineBytes ? bytes[..MostLineBytes] : bytes);
        if ((_heldFrom is not null && _heldFrom != file) || !_joiner.TryAdd(line))
        {
            Release(round, moment);
            _joiner.TryAdd(line);
        }

        if (_heldFrom is null)
        {
            (_heldFrom, _heldOffset) = (file, offset);
        }

        _heldAt = moment.Monotonic;
    }
}
