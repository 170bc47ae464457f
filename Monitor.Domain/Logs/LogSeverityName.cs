namespace Monitor.Domain.Logs;

/// <summary>The names that programs give to severities.</summary>
public static class LogSeverityName
{
    private static readonly Dictionary<string, LogSeverity> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        ["emerg"] = LogSeverity.Emergency, ["emergency"] = LogSeverity.Emergency, ["panic"] = LogSeverity.Emergency,
        ["alert"] = LogSeverity.Alert,
        ["crit"] = LogSeverity.Critical, ["critical"] = LogSeverity.Critical, ["fatal"] = LogSeverity.Critical,
        ["err"] = LogSeverity.Error, ["error"] = LogSeverity.Error, ["severe"] = LogSeverity.Error,
        ["warn"] = LogSeverity.Warning, ["warning"] = LogSeverity.Warning,
        ["notice"] = LogSeverity.Notice,
        ["info"] = LogSeverity.Info, ["information"] = LogSeverity.Info, ["informational"] = LogSeverity.Info,
        ["debug"] = LogSeverity.Debug, ["trace"] = LogSeverity.Debug, ["verbose"] = LogSeverity.Debug, ["fine"] = LogSeverity.Debug,
    };

    /// <summary>The severity of a name, whatever its case; null for one that nobody knows.</summary>
    public static LogSeverity? Find(string name) => Known.TryGetValue(name.Trim(), out var severity) ? severity : null;
}
