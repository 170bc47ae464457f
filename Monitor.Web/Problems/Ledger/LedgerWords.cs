using Monitor.Domain.Metrics;
using Monitor.Domain.Problems;
using Monitor.Domain.Problems.Ledger;

namespace Monitor.Web.Problems.Ledger;

/// <summary>The sentences of the ledger: in a problem's history, in a notice, in a trace.</summary>
internal static class LedgerWords
{
    public const string FirstDay = "Would have opened a ticket: this is the first day of the host.";
    public const string Flaps = "It comes and goes, and is told as one flapping problem until it has been calm for a while.";

    /// <summary>The lines of the problem's history.</summary>
    public static IEnumerable<string> History(LedgerCase one, LedgerStep step) => step.Effects.Select(e => Line(one, e)).OfType<string>().Distinct();

    /// <param name="others">Other problems of the same ticket that last.</param>
    public static string Notice(LedgerCase one, Problem problem, NoticeKind kind, ProblemState after, int others)
    {
        var what = kind switch
        {
            NoticeKind.Began => problem.Summary,
            NoticeKind.CameTrue => $"has come as predicted: {problem.Summary}",
            NoticeKind.Escalated when after.IsPredicted => $"worse is expected, now {problem.Severity}: {problem.Summary}",
            NoticeKind.Escalated => $"worse, now {problem.Severity}: {problem.Summary}",
            NoticeKind.Repeat => $"still lasts after {ValueText.Duration(one.Event.Now - problem.OpenedAt)}: {problem.Summary} (reminder {after.Repeats})",
            NoticeKind.Flapping => $"flapping, comes and goes: {problem.Summary}",
            _ => $"ended: {problem.EndText}{(others == 0 ? "" : others == 1 ? " Another problem of the ticket lasts." : $" {others} other problems of the ticket last.")}",
        };
        return $"{one.Host.Name}: {what}";
    }

    public static string WhySent(LedgerCase one, LedgerStep step, NoticeKind kind, LedgerPolicy policy) => kind switch
    {
        NoticeKind.Began when step.State.IsPredicted && step.Effects.Any(e => e is LedgerEffect.Began) => "a forecast expects it, and nothing held it",
        NoticeKind.CameTrue when step.Effects.Any(e => e is LedgerEffect.CameTrue) => "what people were told to expect has come",
        NoticeKind.CameTrue => "what people were told to expect has come, and what held it is over",
        NoticeKind.Began when step.Effects.Any(e => e is LedgerEffect.Began) => "it began, and nothing held it",
        NoticeKind.Began => "it lasts, and what held it is over",
        NoticeKind.Escalated when one.Event.Holds.Count > 0 => $"it became critical, although {one.Event.Holds[0].Text}",
        NoticeKind.Escalated => "it is worse than was told before",
        NoticeKind.Repeat => $"it is critical, and nobody has had it in hand for {ValueText.Duration(policy.RepeatEvery)}",
        NoticeKind.Flapping => $"it changed more than {policy.FlapChanges} times in {ValueText.Duration(policy.FlapWindow)}",
        _ => "people were told that it began",
    };

    private static string? Line(LedgerCase one, LedgerEffect effect) => effect switch
    {
        LedgerEffect.Began { How: Beginning.Reopened } => $"Again: {one.Summary}",
        LedgerEffect.Began => one.Summary,
        LedgerEffect.CameTrue => $"As predicted: {one.Summary}",
        LedgerEffect.Foreseen { Severity: null } => one.Summary,
        LedgerEffect.Foreseen worse => $"Worse is expected, {worse.Severity}: {one.Summary}",
        LedgerEffect.SeverityChanged change => $"{change.From} → {change.To}: {one.Summary}",
        LedgerEffect.PhaseChanged => one.Summary,
        LedgerEffect.FlappingBegan => Flaps,
        LedgerEffect.FlappingEnded => "It has been calm for long enough: no longer flapping.",
        LedgerEffect.Ended ended => ended.Reason ?? one.Summary,
        LedgerEffect.HoldsChanged { Holds.Count: 0 } => "Nothing holds people from being told any more.",
        LedgerEffect.HoldsChanged holds => $"Nobody is told: {holds.Holds[0].Text}.",
        LedgerEffect.Notice { HeldBy: HoldKind.FirstDay, Kind: NoticeKind.Began } => FirstDay,
        LedgerEffect.Notice { IsSent: false, Kind: NoticeKind.Began or NoticeKind.Flapping } held => $"Not told: {held.HeldReason}.",
        LedgerEffect.Notice { IsSent: false, Kind: NoticeKind.CameTrue } held => $"Not told that it has come: {held.HeldReason}.",
        LedgerEffect.Notice { IsSent: false, Kind: NoticeKind.Escalated } held => $"Not told that it is worse: {held.HeldReason}.",
        _ => null,
    };
}
