using System.Text;

namespace Monitor.Agent.Logs;

/// <summary>
/// Puts lines together that belong together, such as those of a stack trace. Without a pattern for the first line, a line continues the one before where it is indented,
/// or begins with what the traces of Java, .NET and Python begin a line with.
/// </summary>
internal sealed class LineJoiner(LogRules rules)
{
    public const int MostTextLength = 32 * 1024;
    private const int MostLines = 500;
    private const string PythonTrace = "Traceback (most recent call last):";

    private readonly StringBuilder _text = new();
    private int _lines;
    private bool _isPython;
    private bool _isOver;

    public bool IsEmpty => _lines == 0;

    public bool IsJoined => _lines > 1;

    /// <summary>True where the line was taken; false where what is held is an entry of its own, to be taken first.</summary>
    public bool TryAdd(string line)
    {
        if (_lines > 0 && !Continues(line))
        {
            return false;
        }

        // Within a Python trace the first line that is not indented names the error, and is the last.
        _isOver = _isPython && _lines > 1 && !IsIndented(line);
        _isPython |= line.Contains(PythonTrace, StringComparison.Ordinal);
        if (_lines > 0)
        {
            _text.Append('\n');
        }

        _text.Append(line.AsSpan(0, Math.Min(line.Length, Math.Max(0, MostTextLength - _text.Length))));
        _lines++;
        return true;
    }

    public string Take()
    {
        var text = _text.ToString();
        _text.Clear();
        if (_text.Capacity > MostTextLength)
        {
            _text.Capacity = 1024;
        }

        (_lines, _isPython, _isOver) = (0, false, false);
        return text;
    }

    private bool Continues(string line)
    {
        if (!rules.JoinsLines || _isOver || _lines >= MostLines || _text.Length >= MostTextLength)
        {
            return false;
        }

        if (rules.Start is { } start)
        {
            return !start.IsMatch(line);
        }

        return IsIndented(line) || line.StartsWith("Caused by: ", StringComparison.Ordinal) || line.StartsWith("--- End of ", StringComparison.Ordinal)
            || (_isPython && _lines > 1);
    }

    private static bool IsIndented(string line) => line.Length > 1 && line[0] is ' ' or '\t' && !string.IsNullOrWhiteSpace(line);
}
