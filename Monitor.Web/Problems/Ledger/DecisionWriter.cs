using Monitor.Domain.Problems;
using Monitor.Domain.Problems.Ledger;

namespace Monitor.Web.Problems.Ledger;

/// <summary>The trace of a step: one row, named after the weightiest of its effects, with the chain of all of them.</summary>
internal static class DecisionWriter
{
    public static Decision Of(LedgerCase one, LedgerStep step, int? ticket)
    {
        var main = step.Effects.FirstOrDefault(e => e is not (LedgerEffect.HoldsChanged or LedgerEffect.Notice)) ?? step.Effects[0];
        var state = step.State;
        return Row(one.Verdict, one.Problem, one.Event.Now, KindOf(main, state.IsPredicted), LedgerWords.History(one, step).FirstOrDefault() ?? one.Summary, new DecisionChain
        {
            Verdict = one.Verdict?.Kind,
            SampleAt = one.Verdict?.At,
            Severity = one.Verdict?.Severity ?? state.Severity,
            Phase = one.Problem is null ? null : state.ShownPhase,
            HeldFor = one.Verdict?.HeldFor,
            For = one.Verdict?.For,
            IsFlapping = state.IsFlapping,
            Holds = [.. one.Event.Holds],
            Notices = [.. step.Effects.OfType<LedgerEffect.Notice>().Select(n => new ChainNotice(n.Kind, n.HeldReason))],
            Ticket = ticket,
        });
    }

    /// <summary>Of what made or changed no problem.</summary>
    public static Decision Of(Verdict verdict, DateTimeOffset now, DecisionKind kind, string text) => Row(verdict, null, now, kind, text, new DecisionChain
    {
        Verdict = verdict.Kind, SampleAt = verdict.At, Severity = verdict.Severity, HeldFor = verdict.HeldFor, For = verdict.For,
    });

    public static DecisionKind KindOf(VerdictKind kind) => kind switch
    {
        VerdictKind.Pending => DecisionKind.Pending,
        VerdictKind.Abandoned => DecisionKind.Abandoned,
        VerdictKind.SeenLate => DecisionKind.SeenLate,
        _ => DecisionKind.PassedOver,
    };

    private static Decision Row(Verdict? verdict, Problem? problem, DateTimeOffset now, DecisionKind kind, string text, DecisionChain chain) => new()
    {
        At = now,
        HostId = verdict?.HostId ?? problem!.HostId,
        RuleId = verdict?.RuleId ?? problem!.RuleId,
        RuleVersion = verdict?.RuleVersion ?? problem!.RuleVersion,
        Fingerprint = verdict?.Fingerprint ?? problem!.Fingerprint,
        ProblemId = problem?.Id,
        Kind = kind,
        Value = Finite(verdict is null ? problem?.Value : verdict.Value),
        Limit = Finite(verdict is null ? problem?.Limit : verdict.Limit),
        Text = text,
        Chain = DecisionChain.Write(chain),
    };

    private static DecisionKind KindOf(LedgerEffect effect, bool isPredicted) => effect switch
    {
        LedgerEffect.Began when isPredicted => DecisionKind.Predicted,
        LedgerEffect.CameTrue => DecisionKind.CameTrue,
        LedgerEffect.Foreseen => DecisionKind.ForeseenWorse,
        LedgerEffect.Began { How: Beginning.Reopened } => DecisionKind.Reopened,
        LedgerEffect.Began { How: Beginning.Linked } => DecisionKind.Linked,
        LedgerEffect.Began => DecisionKind.Opened,
        LedgerEffect.SeverityChanged => DecisionKind.SeverityChanged,
        LedgerEffect.PhaseChanged { Phase: ProblemPhase.Clearing } => DecisionKind.BeganToClear,
        LedgerEffect.PhaseChanged => DecisionKind.FiresAgain,
        LedgerEffect.FlappingBegan => DecisionKind.FlappingBegan,
        LedgerEffect.FlappingEnded => DecisionKind.FlappingEnded,
        LedgerEffect.Ended { Reason: not null } => DecisionKind.Withdrawn,
        LedgerEffect.Ended => DecisionKind.Ended,
        LedgerEffect.HoldsChanged => DecisionKind.HoldsChanged,
        LedgerEffect.Noted noted => KindOf(noted.Kind),
        _ => DecisionKind.Told,
    };

    private static double? Finite(double? value) => value is { } one && double.IsFinite(one) ? one : null;
}
