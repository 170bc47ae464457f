namespace Monitor.Agent.Delivery;

/// <summary>
/// What was measured and not yet acknowledged: a queue on disk of bounded size (oldest dropped first, and counted), or a smaller one in memory while
/// the disk cannot be written. All methods may be called from any thread.
/// </summary>
internal sealed class Spool : IDisposable
{
    /// <summary>So far beyond the last number the cursor is written, so that it need not be written for each.</summary>
    private const int SeqReserve = 60_000;

    private readonly Lock _lock = new();
    private readonly SpoolOptions _options;
    private readonly TimeProvider _clock;
    private readonly SpoolDisk _disk;
    private readonly SpoolMemory _memory;
    private readonly SpoolNotices _notices = new();
    private long _seq;
    private long _droppedFromMemory;
    private long? _diskFailedAt;

    public Spool(SpoolOptions options, TimeProvider clock)
    {
        _options = options;
        _clock = clock;
        _disk = new SpoolDisk(options, clock);
        _memory = new SpoolMemory(options.MostMemoryBytes);
        try
        {
            Damaged = _disk.Open();
            if (Damaged > 0)
            {
                _notices.Add("agent.spool_damaged", $"{Damaged} damaged pieces of the spool were set aside");
            }
        }
        catch (Exception exception) when (IsDiskTrouble(exception))
        {
            FallBackToMemory(exception);
        }

        _seq = _disk.ReservedSeq;
    }

    /// <summary>Records that had to go since the agent started.</summary>
    public long Dropped
    {
        get
        {
            lock (_lock)
            {
                return _disk.Dropped + _droppedFromMemory;
            }
        }
    }

    public int Damaged { get; }

    /// <summary>Why records are kept in memory only; null while the disk takes them.</summary>
    public string? MemoryReason { get; private set; }

    public long Bytes
    {
        get
        {
            lock (_lock)
            {
                return _disk.Bytes + _memory.Bytes;
            }
        }
    }

    public int Pending
    {
        get
        {
            lock (_lock)
            {
                return _disk.Pending + _memory.Count;
            }
        }
    }

    /// <summary>
    /// A batch number that no batch of this agent has had: the time in milliseconds since 1970, or one more than the last where that is larger. So it grows also where the
    /// clock goes back, and does not come again where the cursor was lost or a snapshot of the whole machine was put back, running or not.
    /// </summary>
    public long NextSeq()
    {
        lock (_lock)
        {
            _seq = Math.Max(_seq + 1, _clock.GetUtcNow().ToUnixTimeMilliseconds());
            if (_seq > _disk.ReservedSeq)
            {
                _disk.ReservedSeq = _seq + SeqReserve;
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
            if (_diskFailedAt is not { } failed || _clock.GetElapsedTime(failed) >= _options.DiskRetry)
            {
                try
                {
                    MoveMemoryToDisk();
                    return _disk.Append(entry);
                }
                catch (Exception exception) when (IsDiskTrouble(exception))
                {
                    FallBackToMemory(exception);
                }
            }

            _droppedFromMemory += _memory.Add(entry);
            return entry;
        }
    }

    /// <summary>
    /// Keeps a record that goes alone on disk, or nowhere: null where the disk does not take it, and then nothing has changed. <paramref name="onDisk"/> is told
    /// its number before anyone can send it: what it writes of the record is written, or the record is found on disk at the next start. It does not throw.
    /// </summary>
    public SpoolEntry? AppendToDisk(ReadOnlySpan<byte> payload, Action<long> onDisk)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(payload.Length, SpoolRecord.MostPayloadBytes);
        lock (_lock)
        {
            if (_diskFailedAt is { } failed && _clock.GetElapsedTime(failed) < _options.DiskRetry)
            {
                return null;
            }

            SpoolEntry entry;
            try
            {
                MoveMemoryToDisk();
                entry = _disk.Append(new SpoolEntry(NextSeq(), Alone: true, payload.ToArray(), 0, 0));
            }
            catch (Exception exception) when (IsDiskTrouble(exception))
            {
                FallBackToMemory(exception);
                return null;
            }

            onDisk(entry.Seq);
            return entry;
        }
    }

    /// <summary>Shows every record that waits on disk, oldest first.</summary>
    public void Visit(Action<SpoolEntry> show)
    {
        lock (_lock)
        {
            _disk.Visit(show);
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
                _disk.ReadOldest(entries, mostRecords, mostBytes);
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
                    if (!_memory.Remove(entry.Seq))
                    {
                        _disk.Forget(entry);
                    }
                }

                _disk.DropFinished();
            }
            catch (Exception exception) when (IsDiskTrouble(exception))
            {
                // The records stay on disk and may be sent again, which the server absorbs.
                FallBackToMemory(exception);
            }
        }
    }

    /// <summary>What has happened since the last call and should be told.</summary>
    public IReadOnlyList<SpoolNotice> TakeNotices()
    {
        lock (_lock)
        {
            return _notices.Take(Dropped);
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _disk.ReservedSeq = _seq;
            TrySaveCursor();
            _disk.Dispose();
        }
    }

    private void MoveMemoryToDisk()
    {
        if (MemoryReason is null)
        {
            return;
        }

        while (_memory.Oldest is { } oldest)
        {
            _disk.Append(oldest);
            _memory.Remove(oldest.Seq);
        }

        MemoryReason = null;
        _diskFailedAt = null;
        _notices.Add("agent.spool_disk", "The spool is on disk again");
    }

    private void FallBackToMemory(Exception exception)
    {
        if (MemoryReason is null)
        {
            _notices.Add("agent.spool_memory", $"The spool cannot be written ({exception.Message}): what is not sent is kept in memory only");
        }

        MemoryReason = exception.Message;
        _diskFailedAt = _clock.GetTimestamp();
        _disk.Abandon();
    }

    private void TrySaveCursor()
    {
        try
        {
            _disk.SaveCursor();
        }
        catch (Exception exception) when (IsDiskTrouble(exception))
        {
            // An old cursor costs repeated sending, no more; the disk's trouble shows at the next record.
        }
    }

    private static bool IsDiskTrouble(Exception exception) => exception is IOException or UnauthorizedAccessException;
}
