using Monitor.Domain.Problems.Judging;
using Monitor.Domain.Problems.Ledger;
using Monitor.Domain.Problems.Rules;
using Monitor.Web.Access;

namespace Monitor.Web.Problems.Replay;

/// <summary>What is to be tried on what was.</summary>
/// <param name="Definition">The rule as it would be.</param>
/// <param name="Actor">Only hosts that this person sees are looked at.</param>
public sealed record RehearsalRequest(RuleDefinition Definition, DateTimeOffset From, DateTimeOffset To, Actor Actor)
{
    /// <summary>The rule that this would change: its overrides count. Null for a new one.</summary>
    public int? RuleId { get; init; }

    /// <summary>Only this host.</summary>
    public int? HostId { get; init; }
}

/// <summary>A ticket that there really was.</summary>
public sealed record RealTicket(int Number, string Title, int HostId, DateTimeOffset CreatedAt);

/// <summary>What the rule would have done in that time.</summary>
public sealed record Rehearsal
{
    /// <summary>The most problems that are listed; the counts are of all.</summary>
    public const int MostListed = 500;

    public required DateTimeOffset From { get; init; }

    public required DateTimeOffset To { get; init; }

    /// <summary>True: from the values of minutes. False: from every sample that is stored.</summary>
    public required bool IsApproximate { get; init; }

    public required int Hosts { get; init; }

    public required int Series { get; init; }

    /// <summary>The first ones, oldest first.</summary>
    public required IReadOnlyList<ReplayedProblem> Problems { get; init; }

    public required int ProblemCount { get; init; }

    /// <summary>Everything that the ledger would have been told, in its order; of an exact rehearsal only.</summary>
    public required IReadOnlyList<Verdict> Verdicts { get; init; }

    public required int Tickets { get; init; }

    public required int NoticesSent { get; init; }

    /// <summary>How long problems fired, all hosts together.</summary>
    public required TimeSpan Firing { get; init; }

    /// <summary>Real tickets about the same metrics at the time of one of the problems.</summary>
    public required IReadOnlyList<RealTicket> Matched { get; init; }

    /// <summary>Real tickets about the same metrics that this rule would not have made.</summary>
    public required IReadOnlyList<RealTicket> Missed { get; init; }
}

/// <summary>A rehearsal, or why there is none.</summary>
public sealed record RehearsalOutcome(Rehearsal? Rehearsal, IReadOnlyList<string> Errors);
