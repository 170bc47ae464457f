using System.Runtime.CompilerServices;

namespace Monitor.Web.Store;

/// <summary>
/// A few rows one after another in one array. Few, because a stream keeps whole blocks: the block that is being filled and the one whose last row is not old yet
/// are more than is needed, and of a thousand streams that is most of what they take.
/// </summary>
internal sealed class RowBlock
{
    private const int Most = 8;
    private byte[] _bytes = [];
    private long _first;
    private Eight _times;
    private Eight _ends;

    public int Count { get; private set; }

    public int Bytes => _bytes.Length;

    public long Newest { get; private set; } = long.MinValue;

    /// <summary>A stream that ticks once a day has its next block before this one is full.</summary>
    public bool HasRoom(long time) => Count < Most && (Count == 0 || time - _first <= int.MaxValue);

    /// <summary>Milliseconds since 1970, UTC.</summary>
    public long Time(int row) => _first + _times[row];

    public ReadOnlySpan<byte> Row(int row) => _bytes.AsSpan(Start(row), _ends[row] - Start(row));

    /// <param name="time">Milliseconds since 1970, UTC; there is room for it.</param>
    /// <param name="row">The packed row.</param>
    /// <returns>How many bytes more the block takes now.</returns>
    public int Add(long time, ReadOnlySpan<byte> row)
    {
        var before = _bytes.Length;
        var start = Start(Count);
        if (before < start + row.Length)
        {
            // Rows of one stream are about as long as each other: a block full of the first.
            Array.Resize(ref _bytes, Math.Max(start + row.Length, Count == 0 ? row.Length * Most * 9 / 8 : before * 5 / 4));
        }

        row.CopyTo(_bytes.AsSpan(start));
        _first = Count == 0 ? time : _first;
        _times[Count] = (int)(time - _first);
        _ends[Count++] = start + row.Length;
        Newest = Math.Max(Newest, time);
        return _bytes.Length - before;
    }

    public void Clear() => (Count, Newest) = (0, long.MinValue);

    private int Start(int row) => row == 0 ? 0 : _ends[row - 1];

    [InlineArray(Most)]
    private struct Eight
    {
        private int _first;
    }
}
