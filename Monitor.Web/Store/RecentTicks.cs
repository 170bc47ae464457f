using System.Collections.Concurrent;

namespace Monitor.Web.Store;

internal delegate void RowReader(long time, ReadOnlySpan<byte> row);

/// <summary>
/// The packed rows of the last minutes of every stream, in memory, so that live screens do not ask the database. A cache: what was committed before the
/// start, or by another node, is not in it, and a range that reaches so far back is read from the tables.
/// </summary>
public sealed class RecentTicks(TimeProvider time)
{
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(6);
    private readonly ConcurrentDictionary<int, StreamRows> _streams = new();
    private readonly long _startedAt = time.GetUtcNow().ToUnixTimeMilliseconds();

    internal void Add(TickRow tick) => _streams.GetOrAdd(tick.StreamId, _ => new StreamRows())
        .Add(tick.Time.ToUnixTimeMilliseconds(), tick.Packed, Oldest());

    /// <summary>Reads every row of the range in the order of time; false, and nothing read, when memory may not hold them all.</summary>
    internal bool TryRead(int streamId, TimeRange range, RowReader read)
    {
        if (range.From.ToUnixTimeMilliseconds() < Math.Max(Oldest(), _startedAt))
        {
            return false;
        }

        if (_streams.TryGetValue(streamId, out var rows))
        {
            rows.Read(range.From.ToUnixTimeMilliseconds(), range.To.ToUnixTimeMilliseconds(), read);
        }

        return true;
    }

    private long Oldest() => (time.GetUtcNow() - Kept).ToUnixTimeMilliseconds();

    private sealed class StreamRows
    {
        private readonly Lock _lock = new();
        private readonly List<(long Time, byte[] Row)> _rows = [];

        /// <summary>Its own copy: the packed row is a slice of a larger block, which it would keep alive.</summary>
        public void Add(long time, ReadOnlyMemory<byte> row, long oldest)
        {
            if (time < oldest)
            {
                return;
            }

            lock (_lock)
            {
                var place = _rows.Count;
                while (place > 0 && _rows[place - 1].Time > time)
                {
                    place--;
                }

                _rows.Insert(place, (time, row.ToArray()));
                var gone = 0;
                while (_rows[gone].Time < oldest)
                {
                    gone++;
                }

                // Not at every tick: removing from the front moves the rest.
                if (gone > 32)
                {
                    _rows.RemoveRange(0, gone);
                }
            }
        }

        public void Read(long from, long to, RowReader read)
        {
            lock (_lock)
            {
                foreach (var (at, row) in _rows)
                {
                    if (at >= from && at < to)
                    {
                        read(at, row);
                    }
                }
            }
        }
    }
}
