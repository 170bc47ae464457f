using Monitor.Domain.Logs;

namespace Monitor.Web.Logs.Desk;

/// <summary>What the screens and the API call the things of logs.</summary>
public static class LogLabels
{
    public static IReadOnlyList<(LogMarks Mark, string Key, string Title, string Says)> Marks { get; } =
    [
        (LogMarks.LineBreak, "line-break", "Line break", "It held line breaks, which would have begun lines of their own"),
        (LogMarks.Escape, "escape", "Terminal escape", "It held escape sequences of terminals"),
        (LogMarks.Control, "control", "Control characters", "It held NUL or other control characters"),
        (LogMarks.BrokenText, "broken-text", "Broken text", "It held bytes that are not UTF-8"),
        (LogMarks.Direction, "direction", "Turned direction", "It held marks that turn the direction of writing around"),
        (LogMarks.FormatString, "format-string", "Format string", "It looks like an attack by format strings"),
        (LogMarks.Lookup, "lookup", "Lookup", "It looks like an attack by lookups, such as ${jndi:…}"),
        (LogMarks.Markup, "markup", "Markup", "It holds HTML or script"),
        (LogMarks.TooLong, "too-long", "Cut", "It was longer than a line may be: the rest was cut off"),
        (LogMarks.ForgedTime, "forged-time", "Forged time", "Its own time cannot be right: it stands at the time of its arrival"),
        (LogMarks.ForgedHost, "forged-host", "Forged host", "It names another host than the one that sent it"),
        (LogMarks.Masked, "masked", "Masked", "A secret or personal data was masked before it was kept"),
        (LogMarks.Joined, "joined", "Joined", "Several lines that belong together"),
    ];

    /// <summary>Null for what is no severity.</summary>
    public static LogSeverity? Severity(string? key) =>
        key is not null && !key.AsSpan().ContainsAnyExceptInRange('a', 'z') && Enum.TryParse<LogSeverity>(key, ignoreCase: true, out var severity) ? severity : null;

    public static string Key(LogSeverity severity) => severity.ToString().ToLowerInvariant();

    /// <summary><c>hostile</c> or the key of one mark; null for what is neither.</summary>
    public static LogMarks? MarksOf(string? key) =>
        key == "hostile" ? HostileMarks.All : Marks.Where(m => m.Key == key).Select(m => (LogMarks?)m.Mark).FirstOrDefault();

    public static string? Key(LogMarks marks) => marks == HostileMarks.All ? "hostile" : Marks.FirstOrDefault(m => m.Mark == marks).Key;

    public static IEnumerable<string> Keys(LogMarks marks) => Marks.Where(m => marks.HasFlag(m.Mark)).Select(m => m.Key);

    public static string Kind(LogSourceKind kind) => kind switch
    {
        LogSourceKind.Journal => "journal",
        LogSourceKind.File => "file",
        LogSourceKind.Syslog => "syslog",
        LogSourceKind.OpenTelemetry => "OpenTelemetry",
        _ => "API",
    };

    public static string KindKey(LogSourceKind kind) => kind.ToString().ToLowerInvariant();

    public static string Badge(LogSeverity severity) => severity switch
    {
        <= LogSeverity.Error => "critical",
        LogSeverity.Warning => "warning",
        LogSeverity.Debug => "unknown",
        _ => "info",
    };
}
