namespace Monitor.Domain.Tickets.Service;

/// <summary>Which steps of a clock come when. A step that would lie before the clock began comes with its beginning.</summary>
public static class SlaLadder
{
    /// <summary>When something is next to be done about a clock: its next step, or becoming late. Null: nothing, because it does not run or all is done.</summary>
    /// <param name="taken">Ids of the steps that were taken in this round.</param>
    public static DateTimeOffset? NextAt(SlaRun run, IEnumerable<EscalationStep> steps, IReadOnlySet<int> taken)
    {
        if (run.RunningSince is not { } since)
        {
            return null;
        }

        var waits = steps.Where(s => s.Clock == run.Clock && !taken.Contains(s.Id)).Select(s => At(run, s))
            .Concat(run.BreachedAt is null ? [run.Target] : Array.Empty<TimeSpan>()).ToList();
        return waits.Count == 0 ? null : run.Hours.Add(since, waits.Min() - run.Spent);
    }

    /// <summary>The steps that are to be taken by a moment, in their order.</summary>
    public static IReadOnlyList<EscalationStep> Due(SlaRun run, IEnumerable<EscalationStep> steps, IReadOnlySet<int> taken, DateTimeOffset at)
    {
        if (run.RunningSince is null)
        {
            return [];
        }

        var elapsed = run.Elapsed(at);
        return [.. steps.Where(s => s.Clock == run.Clock && !taken.Contains(s.Id) && At(run, s) <= elapsed).OrderBy(s => s.After).ThenBy(s => s.Id)];
    }

    private static TimeSpan At(SlaRun run, EscalationStep step) => run.Target + step.After is var at && at > TimeSpan.Zero ? at : TimeSpan.Zero;
}
