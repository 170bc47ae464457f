using Monitor.Domain.Logs;

namespace Monitor.Web.Logs.Intake;

/// <summary>A line as it came.</summary>
/// <param name="Time">Unix milliseconds UTC, as the sender says; null where it says none.</param>
/// <param name="Marks">What was found while it was read, such as text that was no Unicode.</param>
/// <param name="ArrivedAt">When it came, where it had to wait for its batch; null where it came with it.</param>
public readonly record struct RawLine(long? Time, string Text, LogSeverity? Severity = null, LogMarks Marks = LogMarks.None, DateTimeOffset? ArrivedAt = null);

/// <summary>Lines of one source in their order.</summary>
/// <param name="Facility">Of syslog; null where there is none.</param>
/// <param name="Dropped">How many more there were that the sender did not send.</param>
public sealed record RawLines(LogSourceKind Kind, string Source, IReadOnlyList<RawLine> Lines, int? Facility = null, int Dropped = 0);
