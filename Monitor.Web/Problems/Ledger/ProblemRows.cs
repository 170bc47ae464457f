using Monitor.Domain.Problems;
using Monitor.Domain.Problems.Ledger;

namespace Monitor.Web.Problems.Ledger;

/// <summary>What a step of the machine does to the problem's row.</summary>
internal static class ProblemRows
{
    /// <summary>
    /// What the machine knows of a problem. A row that was written without the machine (an older version still runs beside this one) says itself whether it
    /// lasts: then it was told when it began.
    /// </summary>
    public static ProblemState StateOf(Problem? problem) => problem is null ? ProblemState.None
        : problem.State.IsOpen == problem.EndedAt is null && (problem.State.IsOpen || problem.State.EndedAt is not null) ? problem.State
        : problem.EndedAt is { } endedAt ? ProblemState.None with { Severity = problem.Severity, EndedAt = endedAt }
        : ProblemState.None with
        {
            Phase = problem.Phase, Severity = problem.Severity, IsHeldBack = problem.IsHeldBack, IsTold = !problem.IsHeldBack,
            ToldSeverity = problem.IsHeldBack ? null : problem.Severity, NoticeAt = problem.FiringAt,
        };

    public static Problem New(LedgerCase one, int? previousId)
    {
        var verdict = one.Verdict ?? throw new InvalidOperationException("Only what a judge found begins.");
        return new Problem
        {
            Fingerprint = verdict.Fingerprint,
            HostId = one.Host.Id,
            RuleId = verdict.RuleId,
            Metric = verdict.Metric,
            Labels = verdict.Labels,
            Summary = verdict.Summary,
            BeganAt = verdict.BeganAt,
            PreviousProblemId = previousId,
            Phase = ProblemPhase.Firing,
        };
    }

    public static void Update(Problem problem, LedgerCase one, LedgerStep step, DateTimeOffset now)
    {
        foreach (var effect in step.Effects)
        {
            switch (effect)
            {
                case LedgerEffect.Began began:
                    Begin(problem, one.Verdict!, began.How, now);
                    problem.IsHeldBack = step.State.IsHeldBack;
                    break;
                case LedgerEffect.CameTrue:
                    ComeTrue(problem, one.Verdict!);
                    problem.IsHeldBack = step.State.IsHeldBack;
                    break;
                case LedgerEffect.SeverityChanged when one.Verdict is { } verdict:
                    Take(problem, verdict);
                    break;
                case LedgerEffect.Ended ended:
                    End(problem, ended.Reason ?? one.Summary, one.Verdict?.At ?? now);
                    break;
                default:
                    break;
            }
        }

        problem.Phase = step.State.ShownPhase;
        problem.Severity = step.State.Severity;
        problem.IsFlapping = step.State.IsFlapping;
        problem.State = step.State;
    }

    private static void Begin(Problem problem, Verdict verdict, Beginning how, DateTimeOffset now)
    {
        Take(problem, verdict);
        problem.FiringAt = verdict.At;
        problem.OpenedAt = now;
        problem.EndedAt = null;
        problem.EndText = "";
        problem.Reopenings += how == Beginning.Reopened ? 1 : 0;
    }

    private static void ComeTrue(Problem problem, Verdict verdict)
    {
        Take(problem, verdict);
        problem.BeganAt = verdict.BeganAt;
        problem.FiringAt = verdict.At;
    }

    private static void Take(Problem problem, Verdict verdict)
    {
        problem.Summary = verdict.Summary;
        problem.Value = verdict.Value ?? 0;
        problem.Limit = verdict.Limit ?? 0;
        problem.RuleVersion = verdict.RuleVersion;
    }

    /// <summary>A clock that was set back does not let a problem end before it began.</summary>
    private static void End(Problem problem, string text, DateTimeOffset at)
    {
        problem.EndedAt = at < problem.FiringAt ? problem.FiringAt : at;
        problem.EndText = text;
    }
}
