namespace Monitor.Domain.Logs;

/// <summary>How the lines of a source come in.</summary>
public enum LogSourceKind
{
    /// <summary>A unit of the journal of systemd, read by the agent.</summary>
    Journal,

    /// <summary>A file, read by the agent.</summary>
    File,

    Syslog,
    Api,
    OpenTelemetry,
}

/// <summary>For how long the lines of a source are kept: each class is kept in partitions of its own, which are dropped whole.</summary>
public enum LogRetention
{
    /// <summary><c>Retention:Logs</c>.</summary>
    Plain,

    /// <summary>Security and audit: <c>Retention:SecurityLogs</c>.</summary>
    Security,
}
