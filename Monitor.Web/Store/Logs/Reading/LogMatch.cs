using Monitor.Domain.Logs;
using Monitor.Domain.Logs.Chunks;

namespace Monitor.Web.Store.Logs.Reading;

/// <summary>Whether a line is asked for; the text is looked at last.</summary>
internal sealed class LogMatch
{
    private readonly long _from;
    private readonly long _to;
    private readonly LogAsk _ask;
    private readonly HashSet<int>? _sources;
    private readonly LogQuery? _words;

    public LogMatch(LogAsk ask)
    {
        (_from, _to, _ask) = (ask.From.ToUnixTimeMilliseconds(), ask.To.ToUnixTimeMilliseconds(), ask);
        _sources = ask.SourceIds?.ToHashSet();
        _words = ask.Words is { IsEmpty: false } words ? words : null;
    }

    public bool WantsWords => _words is not null;

    /// <summary>Whether the counts of a chunk tell all.</summary>
    public bool IsByCounts(LogUnit unit) =>
        !unit.IsHot && _words is null && _ask.Marks == LogMarks.None && unit.IsOfSources && unit.First >= _from && unit.Last < _to;

    public bool MayBeIn(ReadOnlySpan<byte> filter) => _words is null || WordFilter.MayMatch(filter, _words);

    public bool IsWanted(LogChunk chunk, int line, long number) =>
        chunk.Time(line) >= _from && chunk.Time(line) < _to
        && chunk.Severity(line) <= _ask.AtLeast
        && (_ask.Marks == LogMarks.None || (chunk.Marks(line) & _ask.Marks) != 0)
        && (_sources is null || _sources.Contains(chunk.SourceId(line)))
        && (_ask.After is not { } after || IsBehind(new LogPlace(chunk.Time(line), number), after))
        && (_words is null || _words.Matches(chunk.Text(line)));

    /// <summary>Whether a place comes later in the order asked for.</summary>
    public bool IsBehind(LogPlace place, LogPlace other) => Compare(place, other) > 0;

    public int Compare(LogPlace a, LogPlace b)
    {
        var order = a.Time != b.Time ? a.Time.CompareTo(b.Time) : a.Number.CompareTo(b.Number);
        return _ask.OldestFirst ? order : -order;
    }
}
