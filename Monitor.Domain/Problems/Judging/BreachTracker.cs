namespace Monitor.Domain.Problems.Judging;

/// <summary>What a sample did to a series under a rule.</summary>
public enum BreachStep
{
    Nothing,

    /// <summary>The breach has held long enough: a problem opens.</summary>
    Fired,

    /// <summary>The value has been good for a while; the problem has not ended yet.</summary>
    BeganToClear,

    /// <summary>It was clearing and is bad again.</summary>
    FiresAgain,

    /// <summary>The value has been good long enough: the problem ends.</summary>
    Ended,
}

/// <summary>
/// The life of one rule on one series, in the samples' own time: nothing, pending, firing, clearing, nothing. It reads no clock. Samples must come
/// forward in time (an older one is passed over), a missing value neither opens nor clears, and a sample that arrived later than
/// <see cref="StaleAfter"/> is history: it changes nothing.
/// </summary>
public sealed class BreachTracker
{
    /// <summary>Contract 7: only samples younger than this by arrival are judged. A gap longer than this restarts a pending breach.</summary>
    public static readonly TimeSpan StaleAfter = TimeSpan.FromMinutes(2);

    /// <summary>Clearing is announced only after this long, so that a value that jumps about announces nothing.</summary>
    public static readonly TimeSpan ClearingShownAfter = TimeSpan.FromSeconds(15);

    private long _lastTicks;
    private long _sinceTicks;
    private long _beganTicks;
    private bool _clearingShown;
    private (ProblemPhase Phase, long Since, long Began, bool ClearingShown) _before;

    /// <summary><see cref="ProblemPhase.Ended"/> when nothing is wrong.</summary>
    public ProblemPhase Phase { get; private set; } = ProblemPhase.Ended;

    /// <summary>When the limit was first crossed; meaningful while something is wrong.</summary>
    public DateTimeOffset BeganAt => new(_beganTicks, TimeSpan.Zero);

    /// <summary>A tracker of a problem that is already in the ledger.</summary>
    public void Restore(DateTimeOffset beganAt)
    {
        Phase = ProblemPhase.Firing;
        _beganTicks = _sinceTicks = beganAt.UtcTicks;
        _clearingShown = false;
    }

    /// <summary>Forgets whatever was wrong: the ledger has ended it, or the rule changed.</summary>
    public void Reset() => Phase = ProblemPhase.Ended;

    /// <summary>Takes back the last step, because the ledger could not write it down: the next sample tries again.</summary>
    public void TakeBack() => (Phase, _sinceTicks, _beganTicks, _clearingShown) = _before;

    /// <param name="threshold">The rule as it is now.</param>
    /// <param name="time">The sample's time.</param>
    /// <param name="arrivedAt">The server's clock at arrival.</param>
    /// <param name="value">The value in the metric's unit; NaN when missing.</param>
    public BreachStep Observe(in Threshold threshold, DateTimeOffset time, DateTimeOffset arrivedAt, double value)
    {
        var now = time.UtcTicks;
        if (!double.IsFinite(value) || now <= _lastTicks || arrivedAt - time > StaleAfter)
        {
            return BreachStep.Nothing;
        }

        var gap = now - _lastTicks;
        _lastTicks = now;
        _before = (Phase, _sinceTicks, _beganTicks, _clearingShown);
        return Phase switch
        {
            ProblemPhase.Ended => Begin(threshold, now, value),
            ProblemPhase.Pending => Hold(threshold, now, value, gap),
            ProblemPhase.Firing => Watch(threshold, now, value),
            ProblemPhase.Clearing => Clear(threshold, now, value),
            _ => BreachStep.Nothing,
        };
    }

    private BreachStep Begin(in Threshold threshold, long now, double value)
    {
        if (!threshold.IsBreachedBy(value))
        {
            return BreachStep.Nothing;
        }

        Phase = ProblemPhase.Pending;
        _beganTicks = now;
        return FireWhenHeld(threshold, now);
    }

    private BreachStep Hold(in Threshold threshold, long now, double value, long gap)
    {
        if (!threshold.IsBreachedBy(value))
        {
            Phase = ProblemPhase.Ended;
            return BreachStep.Nothing;
        }

        if (gap > StaleAfter.Ticks)
        {
            _beganTicks = now;
        }

        return FireWhenHeld(threshold, now);
    }

    private BreachStep FireWhenHeld(in Threshold threshold, long now)
    {
        if (now - _beganTicks < threshold.For.Ticks)
        {
            return BreachStep.Nothing;
        }

        Phase = ProblemPhase.Firing;
        return BreachStep.Fired;
    }

    private BreachStep Watch(in Threshold threshold, long now, double value)
    {
        if (!threshold.IsClearedBy(value))
        {
            return BreachStep.Nothing;
        }

        Phase = ProblemPhase.Clearing;
        _sinceTicks = now;
        _clearingShown = false;
        return Clear(threshold, now, value);
    }

    private BreachStep Clear(in Threshold threshold, long now, double value)
    {
        if (!threshold.IsClearedBy(value))
        {
            Phase = ProblemPhase.Firing;
            return _clearingShown ? BreachStep.FiresAgain : BreachStep.Nothing;
        }

        if (now - _sinceTicks >= threshold.ClearFor.Ticks)
        {
            Phase = ProblemPhase.Ended;
            return BreachStep.Ended;
        }

        if (_clearingShown || now - _sinceTicks < ClearingShownAfter.Ticks)
        {
            return BreachStep.Nothing;
        }

        _clearingShown = true;
        return BreachStep.BeganToClear;
    }
}
