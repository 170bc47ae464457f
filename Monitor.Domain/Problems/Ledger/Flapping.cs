namespace Monitor.Domain.Problems.Ledger;

/// <summary>What changes too often is one problem that comes and goes, and stays one until it has been calm for a while.</summary>
internal static class Flapping
{
    public static void Count(LedgerRun run)
    {
        var (now, policy) = (run.Event.Now, run.Policy);
        var changes = run.State.Changes.Where(c => now - c < policy.FlapWindow).Append(now).TakeLast(policy.FlapChanges + 1).ToList();
        var begins = !run.State.IsFlapping && changes.Count > policy.FlapChanges;
        run.State = run.State with { Changes = changes, IsFlapping = run.State.IsFlapping || begins };
        if (begins)
        {
            run.Effects.Add(new LedgerEffect.FlappingBegan());
        }
    }

    public static void CalmDown(LedgerRun run)
    {
        var state = run.State;
        if (!state.IsFlapping || (state.Changes.Count > 0 && run.Event.Now - state.Changes[^1] < run.Policy.FlapWindow))
        {
            return;
        }

        run.Effects.Add(new LedgerEffect.FlappingEnded());
        if (state.IsGood)
        {
            LedgerMachine.End(run, "It has been calm for long enough.");
        }
        else
        {
            run.State = state with { IsFlapping = false, IsFlappingTold = false };
        }
    }
}
