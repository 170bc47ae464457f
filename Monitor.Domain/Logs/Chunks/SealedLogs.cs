namespace Monitor.Domain.Logs.Chunks;

/// <summary>Lines of one host, packed for good, and what a reader wants to know of them before it unpacks them. Times are unix milliseconds UTC.</summary>
/// <param name="Start">Of the hour or the day that it lies in.</param>
/// <param name="Part">The smallest number of a line in it.</param>
/// <param name="Sources">The ids of its sources, in order.</param>
/// <param name="Worst">The worst severity of a line.</param>
/// <param name="Marks">All marks of its lines.</param>
/// <param name="Counts">See <see cref="LogCounts"/>.</param>
/// <param name="Filter">See <see cref="WordFilter"/>.</param>
/// <param name="Payload">See <see cref="LogChunk"/>.</param>
public sealed record SealedLogs(
    long Start, long First, long Last, int Lines, long Part, int[] Sources, LogSeverity Worst, LogMarks Marks, byte[] Counts, byte[] Filter, byte[] Payload);
