namespace Monitor.Domain.Problems.Ledger;

/// <summary>Who is told what: after every event what people know is compared with what is, and the difference is sent, or held with its reason.</summary>
internal static class LedgerTelling
{
    public static void Tell(LedgerRun run)
    {
        if (!run.State.IsOpen)
        {
            return;
        }

        var holds = LedgerHolds.Of(run.State, run.Event.Now);
        if (!run.State.IsTold)
        {
            TellFirst(run, holds);
        }
        else if (run.State is { IsFlapping: true, IsFlappingTold: false })
        {
            SendUnless(run, NoticeKind.Flapping, holds);
        }
        else if (run.State is { IsToldAsPredicted: true, IsPredicted: false })
        {
            SendUnless(run, NoticeKind.CameTrue, PassesAsCritical(run.State, holds) ? [] : holds);
        }
        else if (run.State.Severity > run.State.ToldSeverity)
        {
            SendUnless(run, NoticeKind.Escalated, PassesAsCritical(run.State, holds) ? [] : holds);
        }
        else if (holds.Count == 0 && IsRepeatDue(run))
        {
            run.State = run.State with { Repeats = run.State.Repeats + 1 };
            Send(run, NoticeKind.Repeat);
        }
    }

    /// <summary>What somebody has in hand and is critical now is told; what is only expected to be so waits.</summary>
    private static bool PassesAsCritical(ProblemState state, IReadOnlyList<LedgerHold> holds) =>
        state is { Severity: Severity.Critical, IsPredicted: false } && holds.All(h => h.LetsCriticalThrough);

    /// <summary>Who was told of the beginning is told of the end, whatever holds at that moment.</summary>
    public static void TellEnd(LedgerRun run, ProblemState before)
    {
        var reason = before.IsTold ? null : before.Joined ?? "nobody was told that it began";
        run.Effects.Add(new LedgerEffect.Notice(NoticeKind.Ended, reason));
    }

    private static void TellFirst(LedgerRun run, IReadOnlyList<LedgerHold> holds)
    {
        var state = run.State;
        var isNews = state.IsFlapping && !state.IsFlappingTold;
        if (state.Joined is not null && state.Severity <= state.ToldSeverity && !isNews)
        {
            return;
        }

        var kind = state.IsFlapping ? NoticeKind.Flapping : NoticeKind.Began;
        if (holds.Count == 0 && state is { Joined: null, IsPredicted: false } && !isNews && run.Event.Offer is { } offer && state.Severity <= offer.ToldSeverity)
        {
            var text = $"joined ticket #{offer.TicketNumber}";
            run.State = state with { Joined = text, ToldSeverity = offer.ToldSeverity, Held = [.. state.Held, kind] };
            run.Effects.Add(new LedgerEffect.Notice(kind, text));
            return;
        }

        SendUnless(run, kind, holds);
    }

    private static void SendUnless(LedgerRun run, NoticeKind kind, IReadOnlyList<LedgerHold> holds)
    {
        if (holds.Count == 0)
        {
            Send(run, kind);
        }
        else if (!run.State.Held.Contains(kind))
        {
            run.State = run.State with { Held = [.. run.State.Held, kind] };
            run.Effects.Add(new LedgerEffect.Notice(kind, holds[0].Text, holds[0].Kind));
        }
    }

    private static void Send(LedgerRun run, NoticeKind kind)
    {
        var state = run.State;
        run.State = state with
        {
            IsTold = true,
            IsToldAsPredicted = state.IsPredicted,
            ToldSeverity = state.ToldSeverity > state.Severity ? state.ToldSeverity : state.Severity,
            IsFlappingTold = state.IsFlapping,
            NoticeAt = run.Event.Now,
        };
        run.Effects.Add(new LedgerEffect.Notice(kind, null));
    }

    private static bool IsRepeatDue(LedgerRun run) =>
        run.State is { Phase: ProblemPhase.Firing, Severity: Severity.Critical, IsFlapping: false, IsPredicted: false }
        && run.State.Repeats < run.Policy.Repeats
        && run.State.NoticeAt is { } last && run.Event.Now - last >= run.Policy.RepeatEvery;
}
