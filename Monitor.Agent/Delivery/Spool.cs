namespace Monitor.Agent.Delivery;

/// <summary>
/// What was measured and not yet acknowledged: a queue on disk of bounded size (oldest dropped first, and counted), or a smaller one in memory while
/// the disk cannot be written. All methods may be called from any thread.
/// </summary>
internal sealed class Spool : IDisposable
{
    private const int SeqReserve = 64;
    private static readonly TimeSpan SpaceCheck = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private readonly SpoolOptions _options;
    private readonly TimeProvider _clock;
    private readonly string _cursorPath;
    private readonly List<SpoolSegment> _segments = [];
    private readonly SpoolMemory _memory;
    private readonly List<SpoolNotice> _notices = [];
    private byte[] _record = new byte[4096];
    private byte[] _window = [];
    private SpoolSegment? _current;
    private int _headSegment;
    private long _headOffset;
    private int _lastNumber;
    private long _seq;
    private long _reservedSeq;
    private long? _diskFailedAt;
    private long? _spaceCheckedAt;
    private bool _isShortOfSpace;

    public Spool(SpoolOptions options, TimeProvider clock)
    {
        _options = options;
        _clock = clock;
        _cursorPath = Path.Combine(options.Folder, "cursor");
        _memory = new SpoolMemory(options.MostMemoryBytes);
        try
        {
            Open();
        }
        catch (Exception exception) when (IsDiskTrouble(exception))
        {
            _seq = Math.Max(_seq, _clock.GetUtcNow().ToUnixTimeSeconds());
            FallBackToMemory(exception);
        }
    }

    public long Dropped { get; private set; }

    public int Damaged { get; private set; }

    /// <summary>Why records are kept in memory only; null while the disk takes them.</summary>
    public string? MemoryReason { get; private set; }

    public long Bytes => Locked(() => DiskBytes() + _memory.Bytes);

    public int Pending => Locked(() => _segments.Sum(static s => s.Pending) + _memory.Count);

    /// <summary>A batch number that no batch of this agent has had, also before a restart or a step of the clock.</summary>
    public long NextSeq()
    {
        lock (_lock)
        {
            _seq++;
            if (_seq > _reservedSeq)
            {
                _reservedSeq = _seq + SeqReserve;
                TrySaveCursor();
            }

            return _seq;
        }
    }

    /// <summary>Keeps a record; it is on disk when this returns, unless <see cref="MemoryReason"/> says otherwise.</summary>
    public SpoolEntry Append(ReadOnlySpan<byte> payload, bool alone)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(payload.Length, SpoolRecord.MostPayloadBytes);
        lock (_lock)
        {
            var entry = new SpoolEntry(NextSeq(), alone, payload.ToArray(), 0, 0);
            if (_diskFailedAt is { } failed && _clock.GetElapsedTime(failed) < _options.DiskRetry)
            {
                return KeepInMemory(entry);
            }

            try
            {
                KeepFreeFloor();
                MoveMemoryToDisk();
                return WriteToDisk(entry);
            }
            catch (Exception exception) when (IsDiskTrouble(exception))
            {
                FallBackToMemory(exception);
                return KeepInMemory(entry);
            }
        }
    }

    /// <summary>The oldest records that wait, as many as may share a batch; one that goes alone comes alone.</summary>
    public List<SpoolEntry> ReadOldest(int mostRecords, int mostBytes)
    {
        lock (_lock)
        {
            var entries = new List<SpoolEntry>();
            try
            {
                ReadFromDisk(entries, mostRecords, mostBytes);
            }
            catch (Exception exception) when (IsDiskTrouble(exception))
            {
                FallBackToMemory(exception);
            }

            if (entries.Count == 0)
            {
                _memory.CopyOldest(entries, mostRecords, mostBytes);
            }

            return entries;
        }
    }

    /// <summary>The server has these, or they have been put elsewhere: they go.</summary>
    public void Acknowledge(IReadOnlyList<SpoolEntry> entries)
    {
        lock (_lock)
        {
            try
            {
                foreach (var entry in entries)
                {
                    Forget(entry);
                }

                DropFinished();
            }
            catch (Exception exception) when (IsDiskTrouble(exception))
            {
                // The records stay on disk and may be sent again, which the server absorbs.
                FallBackToMemory(exception);
            }
        }
    }

    public IReadOnlyList<SpoolNotice> TakeNotices()
    {
        lock (_lock)
        {
            if (_notices.Count == 0)
            {
                return [];
            }

            var notices = _notices.ToArray();
            _notices.Clear();
            return notices;
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            TrySaveCursor();
            foreach (var segment in _segments)
            {
                segment.Dispose();
            }

            _segments.Clear();
        }
    }

    private void Open()
    {
        Directory.CreateDirectory(_options.Folder);
        var saved = SpoolCursor.TryLoad(_cursorPath);
        var found = SpoolRecovery.Open(_options.Folder, saved);
        _segments.AddRange(found.Segments);
        _lastNumber = Math.Max(found.HighestNumber, saved?.Segment ?? 0);
        // Without a cursor an earlier run's numbers may be forgotten: seconds since 1970 are beyond any that it can have reached.
        _seq = Math.Max(found.HighestSeq, saved?.ReservedSeq ?? _clock.GetUtcNow().ToUnixTimeSeconds());
        _reservedSeq = _seq;
        (_headSegment, _headOffset) = found.Cursor is { } cursor ? (cursor.Segment, cursor.Offset) : (0, 0);
        Damaged = found.DamagedPieces;
        if (found.DamagedPieces > 0)
        {
            _notices.Add(new("agent.spool_damaged", $"{found.DamagedPieces} damaged pieces of the spool were set aside"));
        }

        DropFinished();
    }

    private SpoolEntry WriteToDisk(SpoolEntry entry)
    {
        var length = SpoolRecord.HeaderBytes + entry.Payload.Length;
        if (_record.Length < length)
        {
            _record = new byte[length * 2];
        }

        SpoolRecord.Write(_record, entry.Seq, entry.Alone ? SpoolRecord.Alone : SpoolRecord.Mergeable, entry.Payload.Span);
        while (DiskBytes() + length > MostBytesNow() && DropOldest())
        {
        }

        while (true)
        {
            try
            {
                return AppendToCurrent(entry, _record.AsSpan(0, length));
            }
            catch (IOException exception) when (IsDiskFull(exception) && DropOldest())
            {
                // The oldest has made room: again.
            }
        }
    }

    private SpoolEntry AppendToCurrent(SpoolEntry entry, ReadOnlySpan<byte> record)
    {
        if (_current is null || _current.Length + record.Length > _options.SegmentBytes)
        {
            Directory.CreateDirectory(_options.Folder);
            var segment = new SpoolSegment(_options.Folder, ++_lastNumber);
            segment.Create();
            _current = segment;
            _segments.Add(segment);
        }

        var offset = _current.Length;
        _current.Append(record, _options.FlushToDisk);
        _current.Pending++;
        MemoryReason = null;
        _diskFailedAt = null;
        return entry with { Segment = _current.Number, Offset = offset };
    }

    private void MoveMemoryToDisk()
    {
        if (MemoryReason is null)
        {
            return;
        }

        while (_memory.Oldest is { } oldest)
        {
            WriteToDisk(oldest);
            _memory.Remove(oldest.Seq);
        }

        _notices.Add(new("agent.spool_disk", "The spool is on disk again"));
    }

    private void ReadFromDisk(List<SpoolEntry> entries, int mostRecords, int mostBytes)
    {
        foreach (var segment in _segments)
        {
            if (segment.Pending == 0 || segment.Number < _headSegment)
            {
                continue;
            }

            var offset = segment.Number == _headSegment ? _headOffset : 0;
            if (!ReadSegment(segment, offset, entries, mostRecords, mostBytes))
            {
                return;
            }
        }
    }

    /// <summary>False when the batch is full.</summary>
    private bool ReadSegment(SpoolSegment segment, long offset, List<SpoolEntry> entries, int mostRecords, int mostBytes)
    {
        var length = (int)(segment.Length - offset);
        if (_window.Length < length)
        {
            _window = new byte[Math.Max(length, 64 * 1024)];
        }

        length = segment.Read(_window.AsSpan(0, length), offset);
        var reader = new SpoolReader(_window.AsSpan(0, length));
        var bytes = entries.Sum(static e => e.Payload.Length);
        while (reader.MoveNext())
        {
            if (reader.IsDone)
            {
                continue;
            }

            var alone = reader.Kind != SpoolRecord.Mergeable;
            if (entries.Count > 0 && (alone || entries[0].Alone || bytes + reader.Payload.Length > mostBytes || entries.Count >= mostRecords))
            {
                return false;
            }

            bytes += reader.Payload.Length;
            entries.Add(new SpoolEntry(reader.Seq, alone, reader.Payload.ToArray(), segment.Number, offset + reader.Offset));
        }

        return true;
    }

    private void Forget(SpoolEntry entry)
    {
        if (_memory.Remove(entry.Seq) || entry.Segment == 0)
        {
            return;
        }

        var segment = _segments.Find(s => s.Number == entry.Segment);
        if (segment is not null)
        {
            segment.MarkDone(entry.Offset);
            segment.Pending = Math.Max(0, segment.Pending - 1);
        }
    }

    /// <summary>Deletes segments with nothing left in them, after the cursor says so.</summary>
    private void DropFinished()
    {
        while (_segments.Count > 0 && _segments[0] is { Pending: 0 } first && (first != _current || first.Length >= _options.SegmentBytes / 2))
        {
            (_headSegment, _headOffset) = (first.Number, first.Length);
            TrySaveCursor();
            Remove(first);
        }

        if (_segments.Count > 0 && _segments[0] is { Pending: 0 } current)
        {
            (_headSegment, _headOffset) = (current.Number, current.Length);
        }
    }

    private bool DropOldest()
    {
        if (_segments.Count == 0)
        {
            return false;
        }

        var oldest = _segments[0];
        if (oldest.Pending > 0)
        {
            Dropped += oldest.Pending;
            _notices.Add(new("agent.spool_dropped", $"{oldest.Pending} of the oldest records were dropped to make room; {Dropped} since the agent started"));
        }

        Remove(oldest);
        return true;
    }

    private void Remove(SpoolSegment segment)
    {
        _segments.Remove(segment);
        if (segment == _current)
        {
            _current = null;
        }

        segment.Delete();
    }

    private void KeepFreeFloor()
    {
        if (_spaceCheckedAt is { } at && _clock.GetElapsedTime(at) < SpaceCheck)
        {
            return;
        }

        _spaceCheckedAt = _clock.GetTimestamp();
        _isShortOfSpace = IsShortOfSpace();
        while (_isShortOfSpace && _segments.Count > 1)
        {
            DropOldest();
            _isShortOfSpace = IsShortOfSpace();
        }
    }

    private bool IsShortOfSpace()
    {
        var (free, total) = _options.DiskSpace(_options.Folder);
        return free < Math.Min(_options.FreeFloorBytes, total / 20);
    }

    /// <summary>Below the floor the spool lives on in one segment.</summary>
    private long MostBytesNow() => _isShortOfSpace ? _options.SegmentBytes : _options.MostBytes;

    private long DiskBytes()
    {
        var bytes = 0L;
        foreach (var segment in _segments)
        {
            bytes += segment.Length;
        }

        return bytes;
    }

    private SpoolEntry KeepInMemory(SpoolEntry entry)
    {
        Dropped += _memory.Add(entry);
        return entry;
    }

    private void FallBackToMemory(Exception exception)
    {
        if (MemoryReason is null)
        {
            _notices.Add(new("agent.spool_memory", $"The spool cannot be written ({exception.Message}): what is not sent is kept in memory only"));
        }

        MemoryReason = exception.Message;
        _diskFailedAt = _clock.GetTimestamp();
        // After a failed flush nobody knows what of this file is on disk: it is not appended to again.
        _current = null;
    }

    private void TrySaveCursor()
    {
        try
        {
            new SpoolCursor(_reservedSeq, _headSegment, _headOffset).Save(_cursorPath);
        }
        catch (Exception exception) when (IsDiskTrouble(exception))
        {
            // An old cursor costs repeated sending, no more.
        }
    }

    private static bool IsDiskTrouble(Exception exception) => exception is IOException or UnauthorizedAccessException;

    private static bool IsDiskFull(IOException exception) =>
        OperatingSystem.IsWindows() ? (exception.HResult & 0xFFFF) is 0x70 or 0x27 : exception.HResult is 28 or 122;

    private T Locked<T>(Func<T> read)
    {
        lock (_lock)
        {
            return read();
        }
    }
}
