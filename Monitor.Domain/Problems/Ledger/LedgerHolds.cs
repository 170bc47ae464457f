namespace Monitor.Domain.Problems.Ledger;

/// <summary>Why nobody is told, from one event to the next.</summary>
internal static class LedgerHolds
{
    private static readonly LedgerHold FirstDay = new(HoldKind.FirstDay, "it is the first day of the host");
    private static readonly LedgerHold Settling = new(HoldKind.Dependency, "what it is reached through has just come back, and it may follow");

    /// <summary>Takes over the reasons of this moment.</summary>
    public static void Take(LedgerRun run)
    {
        var (before, now) = (run.State.Holds, run.Event.Holds);
        if (!run.State.IsOpen || before.SequenceEqual(now))
        {
            return;
        }

        var isBack = before.Any(h => h.Kind == HoldKind.Dependency) && now.All(h => h.Kind != HoldKind.Dependency);
        run.State = run.State with { Holds = [.. now], SettlesAt = isBack ? run.Event.Now + run.Policy.Settle : run.State.SettlesAt };
        run.Effects.Add(new LedgerEffect.HoldsChanged(run.State.Holds));
    }

    /// <summary>All that holds at this moment, the first day and the wait after a parent's return included.</summary>
    public static IReadOnlyList<LedgerHold> Of(ProblemState state, DateTimeOffset now)
    {
        List<LedgerHold> holds = state.IsHeldBack ? [FirstDay, .. state.Holds] : [.. state.Holds];
        if (now < state.SettlesAt)
        {
            holds.Add(Settling);
        }

        return holds;
    }
}
