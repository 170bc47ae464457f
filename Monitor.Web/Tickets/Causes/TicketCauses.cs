using Monitor.Domain.RootCause;
using Monitor.Domain.RootCause.Grading;

namespace Monitor.Web.Tickets.Causes;

public enum CausesState
{
    /// <summary>The ticket came from no problem, or from one of before causes were looked for.</summary>
    Absent,

    Analysing,

    /// <summary>Too many problems waited; this one was left out.</summary>
    Skipped,

    /// <summary>It was looked at, and nothing is credible.</summary>
    None,

    Found,
}

/// <summary>One finding as a person may see it.</summary>
/// <param name="Host">The name of the host on which it sits, where that is another one than the problem's.</param>
/// <param name="IsHidden">It is about a host that the person may not see: only that there is such a finding is told.</param>
public sealed record CauseLine(
    int Rank, string CauseKey, string Method, int? HostId, string? Host, double Confidence, bool IsSupported, string Sentence, string? Action, IReadOnlyList<FindingEvidence> Evidence, bool IsHidden);

/// <summary>What somebody said was the true cause.</summary>
public sealed record CauseAnswer(VerdictKind Kind, string Text, string By, DateTimeOffset At);

/// <summary>The newest run of the problem that opened the ticket.</summary>
public sealed record TicketCauses(CausesState State, int ProblemId, int Run, DateTimeOffset? At, IReadOnlyList<CauseLine> Lines, CauseAnswer? Answer)
{
    /// <summary>When the problem began.</summary>
    public DateTimeOffset BeganAt { get; init; }

    public static TicketCauses Absent { get; } = new(CausesState.Absent, 0, 0, null, [], null);
}
