namespace Monitor.Agent.Delivery;

/// <summary>
/// The segments of the spool on disk, oldest first. Throws IOException or UnauthorizedAccessException where the disk does not do as it is told; not
/// safe for several threads: <see cref="Spool"/> sees to both.
/// </summary>
internal sealed class SpoolDisk(SpoolOptions options, TimeProvider clock) : IDisposable
{
    /// <summary>So often a segment may turn out unreadable, with <see cref="SpoolOptions.DiskRetry"/> between, before it is given up.</summary>
    private const int MostTroubles = 10;

    private readonly string _cursorPath = Path.Combine(options.Folder, "cursor");
    private readonly List<SpoolSegment> _segments = [];
    private readonly SpaceWatch _space = new(options, clock);
    private readonly SpoolWindow _window = new();
    private byte[] _record = new byte[4096];
    private SpoolSegment? _current;
    private int _headSegment;
    private long _headOffset;
    private int _lastNumber;

    /// <summary>A number beyond every batch number in use, kept in the cursor.</summary>
    public long ReservedSeq { get; set; }

    public long Dropped { get; private set; }

    public long Bytes
    {
        get
        {
            var bytes = 0L;
            foreach (var segment in _segments)
            {
                bytes += segment.Length;
            }

            return bytes;
        }
    }

    public int Pending
    {
        get
        {
            var pending = 0;
            foreach (var segment in _segments)
            {
                pending += segment.Pending;
            }

            return pending;
        }
    }

    /// <summary>Finds again what an earlier run left, the highest batch number that may be in use among it. Returns how many pieces were damaged.</summary>
    public int Open()
    {
        Directory.CreateDirectory(options.Folder);
        var saved = SpoolCursor.TryLoad(_cursorPath);
        var found = SpoolRecovery.Open(options.Folder, saved);
        _segments.AddRange(found.Segments);
        _lastNumber = Math.Max(found.HighestNumber, saved?.Segment ?? 0);
        (_headSegment, _headOffset) = found.Cursor is { } cursor ? (cursor.Segment, cursor.Offset) : (0, 0);
        ReservedSeq = Math.Max(found.HighestSeq, saved?.ReservedSeq ?? 0);
        DropFinished();
        return found.DamagedPieces;
    }

    /// <summary>Writes a record at the end and makes it last; the oldest give way where there is no room.</summary>
    public SpoolEntry Append(SpoolEntry entry)
    {
        var length = SpoolRecord.HeaderBytes + entry.Payload.Length;
        if (_record.Length < length)
        {
            _record = new byte[length * 2];
        }

        SpoolRecord.Write(_record, entry.Seq, entry.Alone ? SpoolRecord.Alone : SpoolRecord.Mergeable, entry.Payload.Span);
        MakeRoom(length);
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

    public void ReadOldest(List<SpoolEntry> into, int mostRecords, int mostBytes)
    {
        foreach (var segment in _segments)
        {
            if (!IsPassedOver(segment) && !TryRead(segment, o => _window.Read(segment, o, into, mostRecords, mostBytes)))
            {
                break;
            }
        }

        while (_segments.Find(static s => s.Troubles >= MostTroubles) is { } lost)
        {
            Dropped += lost.Pending;
            Remove(lost);
        }
    }

    public void Visit(Action<SpoolEntry> show)
    {
        foreach (var segment in _segments)
        {
            if (!IsPassedOver(segment))
            {
                TryRead(segment, o =>
                {
                    _window.Visit(segment, o, show);
                    return true;
                });
            }
        }
    }

    public void Forget(SpoolEntry entry)
    {
        var segment = _segments.Find(s => s.Number == entry.Segment);
        if (segment is not null)
        {
            segment.MarkDone(entry.Offset);
            segment.Pending = Math.Max(0, segment.Pending - 1);
        }
    }

    /// <summary>Deletes segments with nothing left in them, after the cursor says so.</summary>
    public void DropFinished()
    {
        while (_segments.Count > 0 && _segments[0] is { Pending: 0 } first)
        {
            (_headSegment, _headOffset) = (first.Number, first.Length);
            if (first == _current && first.Length < options.SegmentBytes / 2)
            {
                return;
            }

            SaveCursor();
            Remove(first);
        }
    }

    /// <summary>After a failed flush nobody knows what of the newest file is on disk: it is not appended to again.</summary>
    public void Abandon() => _current = null;

    public void SaveCursor() => new SpoolCursor(ReservedSeq, _headSegment, _headOffset).Save(_cursorPath, options.FlushToDisk);

    public void Dispose()
    {
        foreach (var segment in _segments)
        {
            segment.Dispose();
        }

        _segments.Clear();
    }

    /// <summary>Nothing waits in it, or nothing can be read from it now.</summary>
    private bool IsPassedOver(SpoolSegment segment) =>
        segment.Pending == 0 || segment.Number < _headSegment || (segment.TroubleAt is { } at && clock.GetElapsedTime(at) < options.DiskRetry);

    /// <summary>One segment that cannot be read holds up no other: it is left out for a while.</summary>
    private bool TryRead(SpoolSegment segment, Func<long, bool> read)
    {
        try
        {
            var isRoom = read(segment.Number == _headSegment ? _headOffset : 0);
            (segment.TroubleAt, segment.Troubles) = (null, 0);
            return isRoom;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            segment.Dispose();
            (segment.TroubleAt, segment.Troubles) = (clock.GetTimestamp(), segment.Troubles + 1);
            return true;
        }
    }

    private SpoolEntry AppendToCurrent(SpoolEntry entry, ReadOnlySpan<byte> record)
    {
        if (_current is null || _current.Length + record.Length > options.SegmentBytes)
        {
            Directory.CreateDirectory(options.Folder);
            var segment = new SpoolSegment(options.Folder, ++_lastNumber);
            segment.Create();
            _current = segment;
            _segments.Add(segment);
        }

        var offset = _current.Length;
        _current.Append(record, options.FlushToDisk);
        _current.Pending++;
        return entry with { Segment = _current.Number, Offset = offset };
    }

    private void MakeRoom(int length)
    {
        // Below the free floor the spool lives on in one segment.
        while (_space.IsShort() && _segments.Count > 1)
        {
            DropOldest();
            _space.LookAgain();
        }

        var most = _space.IsShort() ? options.SegmentBytes : options.MostBytes;
        while (Bytes + length > most && DropOldest())
        {
        }
    }

    private bool DropOldest()
    {
        if (_segments.Count == 0)
        {
            return false;
        }

        Dropped += _segments[0].Pending;
        Remove(_segments[0]);
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

    private static bool IsDiskFull(IOException exception) =>
        OperatingSystem.IsWindows() ? (exception.HResult & 0xFFFF) is 0x70 or 0x27 : exception.HResult is 28 or 122;
}
