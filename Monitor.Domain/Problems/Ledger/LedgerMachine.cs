namespace Monitor.Domain.Problems.Ledger;

/// <summary>
/// The life of a problem as a pure function: state and event in, state and effects out. It reads no clock and keeps nothing. Whatever the order of
/// events: every beginning that was sent gets exactly one end that is sent; what is over changes only by a visible reopening; nothing is told while
/// something holds people from being told, but the end of what they know and the step to critical of what they have in hand.
/// </summary>
public static class LedgerMachine
{
    public static LedgerStep Apply(ProblemState state, LedgerEvent e, LedgerPolicy policy)
    {
        if (e is LedgerEvent.Judged { Verdict.Kind: VerdictKind.Pending or VerdictKind.Abandoned or VerdictKind.SeenLate } noted)
        {
            return new(state, [new LedgerEffect.Noted(noted.Verdict.Kind)]);
        }

        var run = new LedgerRun(LedgerClock.NotAhead(state, e.Now, policy), e, policy);
        Flapping.CalmDown(run);
        LedgerHolds.Take(run);
        switch (e)
        {
            case LedgerEvent.Judged judged:
                Judge(run, judged);
                break;
            case LedgerEvent.Withdrawn withdrawn when run.State.IsOpen:
                // What people took away says nothing about how restless the thing itself is.
                run.State = run.State with { Changes = [] };
                End(run, withdrawn.Reason);
                break;
            default:
                break;
        }

        LedgerTelling.Tell(run);
        return new(run.State, run.Effects);
    }

    private static void Judge(LedgerRun run, LedgerEvent.Judged judged)
    {
        var verdict = judged.Verdict;
        switch (verdict.Kind)
        {
            case VerdictKind.Predicted or VerdictKind.PredictionEnded:
                LedgerForesight.Judge(run, judged);
                break;
            case VerdictKind.Fired when !run.State.IsOpen:
                Begin(run, verdict.Severity, judged.IsFirstDay);
                break;
            case VerdictKind.Fired when run.State.IsPredicted:
                LedgerForesight.ComeTrue(run, judged);
                break;
            case var kind when !run.State.IsOpen || run.State.IsPredicted:
                // Its problem was ended meanwhile, by another node or by a person's change.
                run.Effects.Add(new LedgerEffect.Noted(kind));
                break;
            case VerdictKind.Fired or VerdictKind.SeverityChanged:
                SetSeverity(run, verdict.Severity);
                FireAgain(run);
                break;
            case VerdictKind.FiresAgain:
                FireAgain(run);
                break;
            case VerdictKind.BeganToClear when run.State.Phase == ProblemPhase.Firing:
                SetPhase(run, ProblemPhase.Clearing);
                break;
            case VerdictKind.Ended when !run.State.IsGood:
                Flapping.Count(run);
                EndOrFlap(run);
                break;
            default:
                break;
        }
    }

    internal static void Begin(LedgerRun run, Severity severity, bool isFirstDay, bool isPredicted = false)
    {
        var before = run.State;
        var how = before.EndedAt is not { } endedAt ? Beginning.Opened
            : run.Event.Now - endedAt < run.Policy.ReopenWindow ? Beginning.Reopened
            : Beginning.Linked;
        run.State = ProblemState.None with
        {
            Phase = ProblemPhase.Firing, IsPredicted = isPredicted, Severity = severity, IsHeldBack = isFirstDay, Changes = before.Changes,
            Holds = [.. run.Event.Holds],
        };
        run.Effects.Add(new LedgerEffect.Began(how));
        Flapping.Count(run);
    }

    internal static void SetSeverity(LedgerRun run, Severity severity)
    {
        var before = run.State;
        if (before.Severity == severity)
        {
            return;
        }

        // What got better is told anew when it gets worse again; a flapping one is not, or it would be told each time.
        var told = before is { IsTold: true, IsFlapping: false } && severity < before.ToldSeverity ? severity : before.ToldSeverity;
        run.State = before with { Severity = severity, ToldSeverity = told };
        run.Effects.Add(new LedgerEffect.SeverityChanged(before.Severity, severity));
        Flapping.Count(run);
    }

    internal static void FireAgain(LedgerRun run)
    {
        if (run.State.IsGood)
        {
            run.State = run.State with { IsGood = false };
            Flapping.Count(run);
        }

        SetPhase(run, ProblemPhase.Firing);
    }

    internal static void EndOrFlap(LedgerRun run)
    {
        if (run.State.IsFlapping)
        {
            run.State = run.State with { IsGood = true };
            run.Effects.Add(new LedgerEffect.Noted(VerdictKind.Ended));
            SetPhase(run, ProblemPhase.Clearing);
        }
        else
        {
            End(run, null);
        }
    }

    private static void SetPhase(LedgerRun run, ProblemPhase phase)
    {
        if (run.State.Phase != phase)
        {
            run.State = run.State with { Phase = phase };
            run.Effects.Add(new LedgerEffect.PhaseChanged(phase));
        }
    }

    internal static void End(LedgerRun run, string? reason)
    {
        var before = run.State;
        run.State = ProblemState.None with { Severity = before.Severity, EndedAt = run.Event.Now, Changes = before.Changes };
        run.Effects.Add(new LedgerEffect.Ended(reason));
        LedgerTelling.TellEnd(run, before);
    }
}
