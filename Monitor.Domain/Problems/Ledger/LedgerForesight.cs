namespace Monitor.Domain.Problems.Ledger;

/// <summary>
/// Problems that are only expected. One begins as any other, ends when the forecast takes it back or proves wrong, and goes on as the same problem when what
/// was expected comes.
/// </summary>
internal static class LedgerForesight
{
    public static void Judge(LedgerRun run, LedgerEvent.Judged judged)
    {
        var (state, verdict) = (run.State, judged.Verdict);
        switch (verdict.Kind)
        {
            case VerdictKind.Predicted when !state.IsOpen:
                LedgerMachine.Begin(run, verdict.Severity, judged.IsFirstDay, isPredicted: true);
                break;
            case VerdictKind.Predicted when state.IsPredicted:
                LedgerMachine.SetSeverity(run, verdict.Severity);
                LedgerMachine.FireAgain(run);
                break;
            case VerdictKind.Predicted when verdict.Severity > state.Severity && verdict.Severity > (state.Foreseen ?? state.Severity):
                Foresee(run, verdict.Severity);
                break;
            case VerdictKind.PredictionEnded when state is { IsPredicted: true, IsGood: false }:
                Flapping.Count(run);
                LedgerMachine.EndOrFlap(run);
                break;
            case VerdictKind.PredictionEnded when state is { IsPredicted: false, Foreseen: not null }:
                Foresee(run, null);
                break;
            default:
                run.Effects.Add(new LedgerEffect.Noted(verdict.Kind));
                break;
        }
    }

    public static void ComeTrue(LedgerRun run, LedgerEvent.Judged judged)
    {
        // The first day of a host held the prediction back; what is real by now may be of its second.
        run.State = run.State with { IsPredicted = false, IsHeldBack = judged.IsFirstDay };
        run.Effects.Add(new LedgerEffect.CameTrue());
        LedgerMachine.SetSeverity(run, judged.Verdict.Severity);
        LedgerMachine.FireAgain(run);
    }

    private static void Foresee(LedgerRun run, Severity? severity)
    {
        run.State = run.State with { Foreseen = severity };
        run.Effects.Add(new LedgerEffect.Foreseen(severity));
    }
}
