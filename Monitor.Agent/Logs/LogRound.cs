using Monitor.Agent.Delivery;

namespace Monitor.Agent.Logs;

/// <summary>What was found since the last record of lines: lines by source, what was left out, and what has happened on the host.</summary>
internal sealed class LogRound
{
    public const int MostLines = 1000;
    public const int MostBytes = 128 * 1024;

    /// <summary>Beyond it a line is counted and not kept: with the positions beside it (<see cref="LogPositions.MostBytes"/>) the record fits into the spool.</summary>
    public const int MostBytesEver = 368 * 1024;

    /// <summary>What the server takes as the text of an event.</summary>
    private const int MostEventLength = 2000;

    /// <summary>What an entry, a source or an event costs on the wire beside its texts.</summary>
    private const int OwnBytes = 72;

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
        var found = Of(kind, source);
        var bytes = EscapedLength(entry.Text) + OwnBytes;
        if (_bytes + bytes > MostBytesEver)
        {
            found.Dropped++;
            return;
        }

        found.Lines.Add(entry);
        _lines++;
        _bytes += bytes;
    }

    public IReadOnlyList<LogEntry> LinesOf(string kind, string source) => _found.GetValueOrDefault((kind, source))?.Lines ?? [];

    public void Drop(string kind, string source, int count = 1) => Of(kind, source).Dropped += count;

    public void Event(long time, string kind, string text)
    {
        text = text.Length > MostEventLength ? text[..MostEventLength] : text;
        _events.Add((time, kind, text));
        _bytes += EscapedLength(text) + OwnBytes;
    }

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
            _bytes += EscapedLength(source) + OwnBytes;
        }

        return found;
    }

    private sealed class Found
    {
        public List<LogEntry> Lines { get; } = [];

        public int Dropped { get; set; }
    }
}
