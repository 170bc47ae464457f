using Monitor.Domain.Logs.Chunks;

namespace Monitor.Web.Store.Logs.Reading;

/// <summary>The first lines of an answer, found in rows that overlap in time: a row that begins behind the last of them cannot add to them.</summary>
internal sealed class LogPageBuilder(LogAsk ask, LogMatch match)
{
    private readonly PriorityQueue<FoundLine, LogPlace> _found = new(Comparer<LogPlace>.Create((a, b) => match.Compare(b, a)));

    /// <summary>One more than wanted, which tells whether there is a next page.</summary>
    private bool IsFull => _found.Count > ask.Limit;

    /// <summary>Where the lines of a row begin, in the order asked for.</summary>
    public long BeginOf(LogUnit unit) => ask.OldestFirst
        ? Math.Max(unit.First, Math.Max(ask.From.ToUnixTimeMilliseconds(), ask.After?.Time ?? long.MinValue))
        : Math.Min(unit.Last, Math.Min(ask.To.ToUnixTimeMilliseconds() - 1, ask.After?.Time ?? long.MaxValue));

    public bool IsDoneBefore(LogUnit unit) => IsFull && _found.TryPeek(out _, out var last) && IsBefore(last.Time, BeginOf(unit));

    public void Add(LogUnit unit, LogChunk chunk)
    {
        for (var i = 0; i < chunk.Count; i++)
        {
            var number = unit.IsHot ? HotLogs.NumberOf(unit.Key, i) : chunk.Number(i);
            var place = new LogPlace(chunk.Time(i), number);
            if ((IsFull && _found.TryPeek(out _, out var last) && match.IsBehind(place, last)) || !match.IsWanted(chunk, i, number))
            {
                continue;
            }

            _found.Enqueue(new FoundLine(unit.HostId, chunk[i] with { Number = number }), place);
            if (_found.Count > ask.Limit + 1)
            {
                _found.Dequeue();
            }
        }
    }

    /// <summary>All that was found.</summary>
    public LogPage Build()
    {
        var lines = Lines();
        return lines.Count > ask.Limit ? Cut(lines) : new LogPage(lines, null, IsPartial: false);
    }

    /// <summary>What was found before the search stopped at this row: what lies behind its begin may not be all. The place beyond it is one that an address can name.</summary>
    public LogPage BuildBefore(LogUnit unit)
    {
        var begin = BeginOf(unit);
        var lines = Lines().FindAll(f => IsBefore(f.Line.Time, begin));
        return lines.Count > ask.Limit
            ? Cut(lines)
            : new LogPage(lines, new LogPlace(begin, ask.OldestFirst ? long.MinValue : long.MaxValue - 1), IsPartial: true);
    }

    private LogPage Cut(List<FoundLine> lines)
    {
        lines.RemoveRange(ask.Limit, lines.Count - ask.Limit);
        return new LogPage(lines, new LogPlace(lines[^1].Line.Time, lines[^1].Line.Number), IsPartial: false);
    }

    private bool IsBefore(long time, long other) => ask.OldestFirst ? time < other : time > other;

    private List<FoundLine> Lines()
    {
        var lines = new List<FoundLine>(_found.Count);
        while (_found.TryDequeue(out var line, out _))
        {
            lines.Add(line);
        }

        lines.Reverse();
        return lines;
    }
}
