namespace Monitor.Agent.Logs;

/// <summary>One entry of a log, ready to be sent: a line, or several that belong together.</summary>
/// <param name="Time">Unix milliseconds UTC, corrected by the skew.</param>
/// <param name="Severity">By syslog's numbers, where the log itself gives one.</param>
internal readonly record struct LogEntry(long Time, string Text, int? Severity = null, bool IsJoined = false);
