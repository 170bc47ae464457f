using Monitor.Domain.Logs;
using Monitor.Web.Logs.Intake;

namespace Monitor.Web.Intake.Lines;

/// <summary>Lines that a program sent for one host, by source, with what of them was refused.</summary>
internal sealed class LogPost(LogSourceKind kind, string? host, string? source)
{
    public const int MostLines = 50_000;
    private const int MostSources = 2000;
    private const string NoSource = "api";
    private readonly Dictionary<string, List<RawLine>> _lines = new(StringComparer.Ordinal);
    private int _read;

    /// <summary>The host that the body or the address names; null where neither does.</summary>
    public string? Host { get; set; } = host;

    /// <summary>Whose lines they are where a line does not say so itself.</summary>
    public string? Source { get; set; } = source;

    public Refusals Refusals { get; } = new();

    public IEnumerable<RawLines> Lines => _lines.Select(l => new RawLines(kind, l.Key, l.Value));

    /// <summary>Throws <see cref="BatchTooMuchException"/> where there are more than may come at a time.</summary>
    /// <param name="line">Null for one that cannot be read.</param>
    /// <param name="ownSource">Null where the line names none, empty where what it names is no name.</param>
    public void Add(RawLine? line, string? ownSource)
    {
        if (_read++ == MostLines)
        {
            throw new BatchTooMuchException("At most 50000 lines are taken at a time.");
        }

        if (line is null)
        {
            Refusals.Add(Refusals.LineInvalid);
            return;
        }

        if (ownSource is "")
        {
            Refusals.Add(Refusals.SourceInvalid);
            return;
        }

        var name = ownSource ?? Source ?? NoSource;
        if (!_lines.TryGetValue(name, out var lines))
        {
            if (_lines.Count == MostSources)
            {
                throw new BatchTooMuchException("Lines of at most 2000 sources are taken at a time.");
            }

            _lines[name] = lines = [];
        }

        lines.Add(line.Value);
    }
}
