using Monitor.Agent.Delivery;

namespace Monitor.Agent.Logs;

/// <summary>What was found since the last record of lines: lines by source, what was left out, and what has happened on the host.</summary>
internal sealed class LogRound
{
    public const int MostLines = 1000;
    public const int MostBytes = 128 * 1024;

    /// <summary>What a line costs on the wire beside its text.</summary>
    private const int LineBytes = 40;

    private readonly Dictionary<(string Kind, string Source), Found> _found = [];
    private readonly List<(long Time, string Kind, string Text)> _events = [];
    private int _lines;
    private int _bytes;

    /// <summary>No more may be added than the entry under way.</summary>
    public bool IsFull => _lines >= MostLines || _bytes >= MostBytes;

    public bool IsEmpty => _found.Count == 0 && _events.Count == 0;

    public int Lines => _lines;

    public void Line(string kind, string source, in LogEntry entry)
    {
        Of(kind, source).Lines.Add(entry);
        _lines++;
        _bytes += EscapedLength(entry.Text) + LineBytes;
    }

    public IReadOnlyList<LogEntry> LinesOf(string kind, string source) => _found.GetValueOrDefault((kind, source))?.Lines ?? [];

    public void Drop(string kind, string source, int count = 1) => Of(kind, source).Dropped += count;

    public void Event(long time, string kind, string text) => _events.Add((time, kind, text));

    /// <summary>Puts everything into the record, and is empty then.</summary>
    public void MoveTo(RecordBuilder record)
    {
        foreach (var ((kind, source), found) in _found)
        {
            record.Logs(kind, source, found.Lines, found.Dropped);
        }

        foreach (var (time, kind, text) in _events)
        {
            record.Event(time, kind, text);
        }

        _found.Clear();
        _events.Clear();
        (_lines, _bytes) = (0, 0);
    }

    /// <summary>At most: JSON writes what is not plain ASCII as six characters.</summary>
    private static int EscapedLength(string text)
    {
        var length = 0;
        foreach (var one in text)
        {
            length += char.IsAsciiLetterOrDigit(one) || one is ' ' or '.' or '-' or '_' or ':' or '/' or '=' or ',' or '[' or ']' or '(' or ')' ? 1 : 6;
        }

        return length;
    }

    private Found Of(string kind, string source)
    {
        if (!_found.TryGetValue((kind, source), out var found))
        {
            found = new Found();
            _found.Add((kind, source), found);
        }

        return found;
    }

    private sealed class Found
    {
        public List<LogEntry> Lines { get; } = [];

        public int Dropped { get; set; }
    }
}
