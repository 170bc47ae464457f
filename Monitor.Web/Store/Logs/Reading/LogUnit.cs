namespace Monitor.Web.Store.Logs.Reading;

/// <summary>A row with lines: one of <c>log_hot</c>, or a chunk.</summary>
/// <param name="Key">The id, or the part.</param>
/// <param name="At">The time of arrival, or the start.</param>
/// <param name="First">Unix milliseconds of its first line; <paramref name="Last"/> of its last.</param>
/// <param name="IsOfSources">Whether all its lines are of the sources asked for.</param>
internal sealed record LogUnit(
    bool IsHot, int HostId, long Key, short Retention, DateTimeOffset At, long First, long Last, int Lines, bool IsOfSources);
