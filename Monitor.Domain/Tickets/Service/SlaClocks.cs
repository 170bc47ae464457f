namespace Monitor.Domain.Tickets.Service;

/// <summary>
/// What a change of a ticket does to its clocks. First response runs from the opening to the first answer; next update from a word of the requester, once
/// there was a first response (where none is promised, from the opening on), to the next answer; resolution until the ticket is done, and goes on when it is
/// reopened. Pending stops them all. Where nothing is promised a word alone promises nothing: that is for the next choice of a policy.
/// </summary>
public static class SlaClocks
{
    /// <param name="terms">Of the policy that holds for the ticket now; null: none does.</param>
    public static IReadOnlyList<SlaRun> Follow(IReadOnlyList<SlaRun> runs, SlaTerms? terms, SlaEvent change)
    {
        if (runs.Count == 0 && !change.Chooses)
        {
            return runs;
        }

        var chosen = change.Chooses ? [.. runs.Select(r => Choose(r, terms, change.At)).OfType<SlaRun>()] : runs;
        var first = FirstResponse(Find(chosen, SlaClock.FirstResponse), terms, change);
        var next = NextUpdate(Find(chosen, SlaClock.NextUpdate), first, terms, change);
        var resolution = Resolution(Find(chosen, SlaClock.Resolution), terms, change);
        return [.. new[] { first, next, resolution }.OfType<SlaRun>().Select(r => change.State == TicketState.Pending ? r.Pause(change.At) : r.Resume(change.At))];
    }

    private static SlaRun? Find(IReadOnlyList<SlaRun> runs, SlaClock clock) => runs.FirstOrDefault(r => r.Clock == clock);

    /// <summary>A clock that is over is history and stays as it was; one that nobody promises any more is gone.</summary>
    private static SlaRun? Choose(SlaRun run, SlaTerms? terms, DateTimeOffset at) =>
        run.IsOver ? run : terms?.Target(run.Clock) is { } target ? run.Under(terms, target, at) : null;

    private static SlaRun? FirstResponse(SlaRun? run, SlaTerms? terms, SlaEvent change)
    {
        var isMet = change.IsDone || change.Word == SlaWord.Answer;
        return run is not null ? isMet ? run.Meet(change.At) : run
            : change.Chooses && !isMet && !change.WasAnswered && terms?.FirstResponse is { } target ? SlaRun.Start(SlaClock.FirstResponse, terms, target, change.At)
            : null;
    }

    private static SlaRun? NextUpdate(SlaRun? run, SlaRun? first, SlaTerms? terms, SlaEvent change)
    {
        if (change.IsDone || change.Word == SlaWord.Answer)
        {
            return run?.Meet(change.At);
        }

        // While the first response is still owed, that is the promise; it is neither put off nor doubled by further words.
        if (change.Word != SlaWord.Request || first is { IsOver: false } || terms?.NextUpdate is not { } target)
        {
            return run;
        }

        // Who asks again before the answer is due is answered from then on; what is late already stays late until it is answered.
        return run is null ? SlaRun.Start(SlaClock.NextUpdate, terms, target, change.At)
            : run.IsOver || run.Breached(change.At) is null ? run.Under(terms, target, change.At).Restart(change.At)
            : run;
    }

    private static SlaRun? Resolution(SlaRun? run, SlaTerms? terms, SlaEvent change) =>
        change.IsDone ? run?.Meet(change.At)
        : run is not null ? run.IsOver && change.IsReopened ? run.GoOn(change.At) : run
        : change.Chooses && terms?.Resolution is { } target ? SlaRun.Start(SlaClock.Resolution, terms, target, change.At)
        : null;
}
