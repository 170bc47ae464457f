namespace Monitor.Domain.RootCause.Recurring;

public enum RecurringBy
{
    /// <summary>The same host, rule and labels.</summary>
    Fingerprint,

    /// <summary>The same most probable cause, on whichever hosts.</summary>
    Cause,
}

/// <summary>One problem that was, or is.</summary>
/// <param name="Times">1, and one more for each time that it came back within the reopen window.</param>
/// <param name="CauseKey">Of the first finding of its newest run, or what people said; null where none is known.</param>
public sealed record ProblemOccurrence(
    int ProblemId, string Fingerprint, string? CauseKey, int HostId, string Host, string Summary, DateTimeOffset BeganAt, DateTimeOffset? EndedAt, int Times, int? TicketId)
{
    public TimeSpan LastedUntil(DateTimeOffset now)
    {
        var end = EndedAt ?? now;
        return end > BeganAt ? end - BeganAt : TimeSpan.Zero;
    }
}

/// <summary>Problems that are the same again and again.</summary>
/// <param name="Key">The fingerprint or the cause.</param>
/// <param name="Summary">Of the newest of them.</param>
/// <param name="Count">How often in all of the time that was looked at.</param>
/// <param name="Recent">How often in the last <see cref="RecurringProblems.Period"/>.</param>
/// <param name="Earlier">How often in the one before that.</param>
/// <param name="Steps">How often in each eighth of all of the time, the oldest first.</param>
public sealed record RecurringProblem(
    RecurringBy By, string Key, string Summary, IReadOnlyList<RecurringHost> Hosts, int Count, int Recent, int Earlier, IReadOnlyList<int> Steps, TimeSpan Lost,
    DateTimeOffset LastAt, bool IsOpen, IReadOnlyList<int> TicketIds, int ProblemId);

public sealed record RecurringHost(int Id, string Name);
