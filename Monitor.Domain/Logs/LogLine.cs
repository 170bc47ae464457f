namespace Monitor.Domain.Logs;

/// <summary>One line of a log as it is kept: cleaned and masked.</summary>
/// <param name="Time">Unix milliseconds UTC.</param>
/// <param name="SourceId">Of <see cref="Records.LogSource"/>.</param>
/// <param name="Number">Given when it is stored, growing; with the time its place for ever. 0 before.</param>
public readonly record struct LogLine(long Time, int SourceId, LogSeverity Severity, LogMarks Marks, string Text, long Number = 0);
