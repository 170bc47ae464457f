namespace Monitor.Domain.Problems.Judging;

/// <summary>How long a breach must hold before it fires, and its absence before it ends.</summary>
public readonly record struct Durations(TimeSpan For, TimeSpan ClearFor);

/// <summary>
/// The life of one severity of a rule on one series or host, in the samples' own time (ticks, UTC): nothing, pending, firing, clearing, nothing. It reads
/// no clock. Samples must come forward in time; one that is older is passed over.
/// </summary>
public struct BreachTracker
{
    /// <summary>Contract 7: only samples younger than this by arrival are judged. A gap longer than this restarts a pending breach.</summary>
    public static readonly TimeSpan StaleAfter = TimeSpan.FromMinutes(2);

    /// <summary>Clearing is announced only after this long, so that a value that jumps about announces nothing.</summary>
    public static readonly TimeSpan ClearingShownAfter = TimeSpan.FromSeconds(15);

    private long _last;
    private long _since;
    private long _began;
    private bool _isAwake;

    /// <summary><see cref="ProblemPhase.Ended"/> when nothing is wrong.</summary>
    public ProblemPhase Phase { readonly get => _isAwake ? field : ProblemPhase.Ended; private set => (field, _isAwake) = (value, value != ProblemPhase.Ended); }

    public readonly bool IsActive => Phase is ProblemPhase.Firing or ProblemPhase.Clearing;

    /// <summary>True when it has been clearing for long enough to say so.</summary>
    public bool IsClearingShown { get; private set; }

    /// <summary>When the limit was first crossed; meaningful while something is wrong.</summary>
    public readonly long BeganTicks => _began;

    /// <summary>As of a problem that is already in the ledger.</summary>
    public void Restore(long beganTicks)
    {
        Phase = ProblemPhase.Firing;
        _began = _since = beganTicks;
        IsClearingShown = false;
    }

    /// <param name="now">The sample's time.</param>
    /// <param name="isBreached">On the bad side of the limit.</param>
    /// <param name="isCleared">At the clear level or on its good side; neither is true between the two.</param>
    /// <param name="durations">The rule's, as they are now.</param>
    public void Observe(long now, bool isBreached, bool isCleared, in Durations durations)
    {
        if (now <= _last)
        {
            return;
        }

        var gap = now - _last;
        _last = now;
        switch (Phase)
        {
            case ProblemPhase.Ended when isBreached:
                _began = now;
                FireWhenHeld(now, durations);
                break;
            case ProblemPhase.Pending when !isBreached:
                Phase = ProblemPhase.Ended;
                break;
            case ProblemPhase.Pending:
                _began = gap > StaleAfter.Ticks ? now : _began;
                FireWhenHeld(now, durations);
                break;
            case ProblemPhase.Firing when isCleared:
                Phase = ProblemPhase.Clearing;
                _since = now;
                Clear(now, durations);
                break;
            case ProblemPhase.Clearing when isCleared:
                Clear(now, durations);
                break;
            case ProblemPhase.Clearing:
                Phase = ProblemPhase.Firing;
                IsClearingShown = false;
                break;
            default:
                break;
        }
    }

    private void FireWhenHeld(long now, in Durations durations) =>
        Phase = now - _began >= durations.For.Ticks ? ProblemPhase.Firing : ProblemPhase.Pending;

    private void Clear(long now, in Durations durations)
    {
        if (now - _since >= durations.ClearFor.Ticks)
        {
            Phase = ProblemPhase.Ended;
            IsClearingShown = false;
        }
        else
        {
            IsClearingShown = now - _since >= ClearingShownAfter.Ticks;
        }
    }
}
