using Monitor.Domain.Problems.Ledger;

namespace Monitor.Domain.Problems.Judging;

/// <summary>
/// Where one rule stands on one fingerprint: a tracker for each severity of its ladder, and what the ledger was told of them together. The severity is that
/// of the highest step that fires; it is over when none is left. Each sample tells at most one thing; what is left is told by the next.
/// </summary>
public sealed class RuleTracker(IReadOnlyList<Severity> severities)
{
    private BreachTracker[]? _steps;
    private BreachTracker[]? _before;
    private Telling _told;
    private Telling _toldBefore;

    /// <summary>The severities of the ladder, mildest first.</summary>
    public IReadOnlyList<Severity> Severities { get; } = severities;

    /// <summary>Of nearly all series no sample was ever bad: nothing is kept of them.</summary>
    private BreachTracker[] Steps => _steps ??= new BreachTracker[Severities.Count];

    /// <summary>The place in the ladder that the ledger knows of, or that is pending; -1 when there is none.</summary>
    public int Step => _told.Step - 1;

    /// <summary>The ledger knows of a problem.</summary>
    public bool IsActive => _told.IsActive;

    /// <summary>When the mildest step's limit was first crossed, in ticks.</summary>
    public long BeganTicks { get; private set; }

    /// <summary>Something is wrong or pending, or has not been told yet: every sample counts. False: a good sample changes nothing.</summary>
    public bool IsAwake
    {
        get
        {
            foreach (ref readonly var step in _steps.AsSpan())
            {
                if (step.Phase != ProblemPhase.Ended)
                {
                    return true;
                }
            }

            return _told.Step > 0;
        }
    }

    /// <summary>As of a problem that is in the ledger.</summary>
    public void Restore(DateTimeOffset beganAt, Severity severity)
    {
        var top = 0;
        for (var i = 0; i < Severities.Count; i++)
        {
            if (i == 0 || Severities[i] <= severity)
            {
                Steps[i].Restore(beganAt.UtcTicks);
                top = i;
            }
        }

        BeganTicks = beganAt.UtcTicks;
        _told = _toldBefore = new Telling(top + 1, true, false);
    }

    /// <summary>Forgets whatever was wrong: the ledger has ended it.</summary>
    public void Reset()
    {
        _steps.AsSpan().Clear();
        _told = _toldBefore = default;
    }

    /// <summary>The ledger knows best what is open.</summary>
    public void Follow(OpenProblem? open)
    {
        if (open is { } problem && !IsActive)
        {
            Restore(problem.BeganAt, problem.Severity);
        }
        else if (open is null && IsActive)
        {
            Reset();
        }
    }

    /// <summary>Takes back the last step, because the ledger could not write it down: the next sample tries again.</summary>
    public void TakeBack()
    {
        _before?.CopyTo(Steps, 0);
        _told = _toldBefore;
    }

    /// <summary>Goes on where another stood, whose ladder may have been another one.</summary>
    public void GoOnFrom(RuleTracker other)
    {
        for (var i = 0; i < Severities.Count; i++)
        {
            for (var j = 0; j < other.Severities.Count; j++)
            {
                if (other._steps is { } steps && Severities[i] == other.Severities[j])
                {
                    Steps[i] = steps[j];
                }
            }
        }

        BeganTicks = other.BeganTicks;
        var severity = other.Step < 0 ? Severity.Info : other.Severities[other.Step];
        if (other.IsActive && !Array.Exists(Steps, s => s.IsActive))
        {
            Restore(new DateTimeOffset(other.BeganTicks, TimeSpan.Zero), severity);
        }

        _told = other._told with { Step = other.Step < 0 ? 0 : Math.Max(1, Severities.Count(s => s <= severity)) };
    }

    /// <param name="now">The sample's time in ticks.</param>
    /// <param name="breached">Bit n: on the bad side of step n's limit.</param>
    /// <param name="cleared">Bit n: at step n's clear level or on its good side.</param>
    /// <param name="durations">The rule's, as they are now.</param>
    /// <returns>What is to be told, or null.</returns>
    public VerdictKind? Observe(long now, uint breached, uint cleared, in Durations durations)
    {
        var steps = Steps;
        _before ??= new BreachTracker[steps.Length];
        steps.CopyTo(_before, 0);
        _toldBefore = _told;
        var (top, pending, isClearing, began) = (0, 0, true, long.MaxValue);
        for (var i = 0; i < steps.Length; i++)
        {
            ref var step = ref steps[i];
            step.Observe(now, ((breached >> i) & 1) != 0, ((cleared >> i) & 1) != 0, durations);
            if (step.IsActive)
            {
                top = i + 1;
                isClearing &= step.IsClearingShown;
            }

            pending = step.Phase == ProblemPhase.Pending ? i + 1 : pending;
            began = step.Phase == ProblemPhase.Ended ? began : Math.Min(began, step.BeganTicks);
        }

        // At its end a problem keeps the moment at which it began.
        BeganTicks = began == long.MaxValue ? BeganTicks : began;
        return Tell(top > 0 ? new Telling(top, true, isClearing) : new Telling(pending, false, false));
    }

    private VerdictKind? Tell(Telling now)
    {
        var before = _told;
        VerdictKind? kind = (before.IsActive, now.IsActive) switch
        {
            (false, true) => VerdictKind.Fired,
            (true, false) => VerdictKind.Ended,
            (true, true) when before.Step != now.Step => VerdictKind.SeverityChanged,
            (true, true) when before.IsClearing != now.IsClearing => now.IsClearing ? VerdictKind.BeganToClear : VerdictKind.FiresAgain,
            (false, false) when before.Step == 0 && now.Step > 0 => VerdictKind.Pending,
            (false, false) when before.Step > 0 && now.Step == 0 => VerdictKind.Abandoned,
            _ => null,
        };
        _told = kind switch
        {
            // One thing at a time: that it is clearing comes with the next sample.
            VerdictKind.Fired => now with { IsClearing = false },
            VerdictKind.SeverityChanged => now with { IsClearing = before.IsClearing },
            VerdictKind.Ended => default,
            _ => now,
        };
        return kind;
    }

    private readonly record struct Telling(int Step, bool IsActive, bool IsClearing);
}
