namespace Monitor.Web.Store;

/// <summary>
/// The last rows of one stream in small blocks of bytes, at most <see cref="MostBlocks"/>: five minutes, which the charts of now show, at one tick in 1.9 s. A stream that ticks faster, or one of very many, is kept for less long. An object for each row would be the garbage collector's work for minutes.
/// </summary>
internal sealed class RecentRows(RecentMemory memory)
{
    private const int MostBlocks = 21;
    private const int LeastBlocks = 5;
    private readonly List<RowBlock> _blocks = [];

    /// <summary>The last of them, which is the one that is written.</summary>
    private RowBlock? _current;
    private long _forgottenUntil = long.MinValue;
    private bool _isOrdered = true;
    private long _newest = long.MinValue;

    public void Add(long time, ReadOnlySpan<byte> row, long oldest)
    {
        if (time < oldest)
        {
            return;
        }

        lock (_blocks)
        {
            _isOrdered &= time >= _newest;
            _newest = Math.Max(time, _newest);
            if (_current?.HasRoom(time) != true)
            {
                _blocks.Add(_current = NextBlock(oldest));
            }

            memory.Take(_current.Add(time, row));
        }
    }

    /// <summary>Forgets everything of a stream that has been silent since.</summary>
    public void Clear(long since)
    {
        lock (_blocks)
        {
            if (_newest >= since || _blocks.Count == 0)
            {
                return;
            }

            _forgottenUntil = Math.Max(_forgottenUntil, _newest);
            memory.Take(-_blocks.Sum(b => b.Bytes));
            _blocks.Clear();
            _current = null;
        }
    }

    /// <summary>False when rows of the range may have been forgotten.</summary>
    public bool TryRead(long from, long to, RowReader read)
    {
        lock (_blocks)
        {
            if (from <= _forgottenUntil)
            {
                return false;
            }

            var places = new List<(long Time, int Block, int Row)>();
            for (var block = 0; block < _blocks.Count; block++)
            {
                for (var row = 0; row < _blocks[block].Count; row++)
                {
                    if (_blocks[block].Time(row) is var time && time >= from && time < to)
                    {
                        places.Add((time, block, row));
                    }
                }
            }

            if (!_isOrdered)
            {
                places.Sort();
            }

            foreach (var (time, block, row) in places)
            {
                read(time, _blocks[block].Row(row));
            }

            return true;
        }
    }

    /// <summary>The oldest block again, once it is too old, there are enough or all streams together have too many.</summary>
    private RowBlock NextBlock(long oldest)
    {
        if (_blocks.Count == 0 || (_blocks.Count < (memory.IsFull ? LeastBlocks : MostBlocks) && _blocks[0].Newest >= oldest))
        {
            return new RowBlock();
        }

        var block = _blocks[0];
        _blocks.RemoveAt(0);
        _forgottenUntil = Math.Max(_forgottenUntil, block.Newest);
        block.Clear();
        return block;
    }
}
