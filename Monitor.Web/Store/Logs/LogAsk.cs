using Monitor.Domain.Logs;

namespace Monitor.Web.Store.Logs;

/// <summary>What lines somebody looks for. The host ids are those that may be read: the caller has checked that.</summary>
/// <param name="Words">What the text has to hold; null for all.</param>
/// <param name="AtLeast">As serious as this, or worse.</param>
/// <param name="Marks">Lines with any of these marks only; None for all.</param>
/// <param name="After">The place of the last line of the page before.</param>
public sealed record LogAsk(
    IReadOnlyList<int> HostIds, DateTimeOffset From, DateTimeOffset To, LogQuery? Words = null, IReadOnlyList<int>? SourceIds = null,
    LogSeverity AtLeast = LogSeverity.Debug, LogMarks Marks = LogMarks.None, int Limit = 200, LogPlace? After = null, bool OldestFirst = false);

/// <summary>The place of a line for ever.</summary>
public readonly record struct LogPlace(long Time, long Number);

public readonly record struct FoundLine(int HostId, LogLine Line);

/// <param name="Next">Where the next page begins; null at the end.</param>
/// <param name="IsPartial">The search stopped at its budget before the end of the range: there may be more after <paramref name="Next"/>.</param>
public sealed record LogPage(IReadOnlyList<FoundLine> Lines, LogPlace? Next, bool IsPartial);

/// <summary>Lines by time: <paramref name="Counts"/>[bucket][severity].</summary>
public sealed record LogHistogram(DateTimeOffset From, TimeSpan Step, IReadOnlyList<long[]> Counts, bool IsPartial);

/// <summary>Lines that are in the database now.</summary>
public sealed record CommittedLogs(int HostId, DateTimeOffset ArrivedAt, IReadOnlyList<LogLine> Lines);
