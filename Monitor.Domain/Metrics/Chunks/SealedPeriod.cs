namespace Monitor.Domain.Metrics.Chunks;

/// <summary>An hour or a day of a stream as it is kept: the samples, and what their minutes and hours say (hours only for a day).</summary>
/// <param name="Ticks">Ticks in the chunk, each time once.</param>
/// <param name="Samples">Values that are not missing.</param>
public sealed record SealedPeriod(int Ticks, long Samples, SealedColumns Chunk, SealedColumns Minutes, SealedColumns? Hours);
