namespace Monitor.Web.Store;

internal delegate void RowReader(long time, ReadOnlySpan<byte> row);

/// <summary>
/// The packed rows of the last minutes of every stream, in memory, so that live screens do not ask the database. A cache: what was committed before the
/// start is not in it, and a range that reaches so far back is read from the tables; so is every range while other servers share the database.
/// </summary>
public sealed class RecentTicks(TimeProvider time, Neighbours? neighbours = null)
{
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(6);
    private readonly NumberedPages<RecentRows> _streams = new();
    private readonly RecentMemory _memory = new();
    private readonly long _startedAt = time.GetUtcNow().ToUnixTimeMilliseconds();
    private long _clearedAt;

    internal void Add(TickRow tick)
    {
        var oldest = Oldest();
        if (_memory.IsFull && Volatile.Read(ref _clearedAt) < oldest && Interlocked.Exchange(ref _clearedAt, long.MaxValue) != long.MaxValue)
        {
            Clear(oldest);
        }

        _streams.GetOrAdd(tick.StreamId, static memory => new RecentRows(memory), _memory).Add(tick.Time.ToUnixTimeMilliseconds(), tick.Packed.Span, oldest);
    }

    /// <summary>Reads every row of the range in the order of time; false, and nothing read, when memory may not hold them all.</summary>
    internal bool TryRead(int streamId, TimeRange range, RowReader read)
    {
        var from = range.From.ToUnixTimeMilliseconds();
        if (from < Math.Max(Oldest(), _startedAt) || neighbours?.AnyWithin(Kept) == true)
        {
            return false;
        }

        return _streams[streamId] is not { } rows || rows.TryRead(from, range.To.ToUnixTimeMilliseconds(), read);
    }

    /// <summary>Of streams of which nothing came since; looked for again when what came now is as old.</summary>
    private void Clear(long since)
    {
        foreach (var (_, rows) in _streams.All)
        {
            rows.Clear(since);
        }

        Volatile.Write(ref _clearedAt, since + (long)Kept.TotalMilliseconds);
    }

    private long Oldest() => (time.GetUtcNow() - Kept).ToUnixTimeMilliseconds();
}
