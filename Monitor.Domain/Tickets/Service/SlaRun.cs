namespace Monitor.Domain.Tickets.Service;

/// <summary>One clock of one ticket as a value: every change gives a new one. Times are working time of <see cref="Hours"/>.</summary>
public sealed record SlaRun(SlaClock Clock, int PolicyId, ServiceHours Hours, TimeSpan Target, DateTimeOffset StartedAt)
{
    /// <summary>What had run when it was last paused or started.</summary>
    public TimeSpan Spent { get; init; }

    /// <summary>Null: paused or over.</summary>
    public DateTimeOffset? RunningSince { get; init; }

    public DateTimeOffset? MetAt { get; init; }

    public DateTimeOffset? BreachedAt { get; init; }

    public int Round { get; init; }

    public bool IsOver => MetAt is not null;

    public bool IsPaused => MetAt is null && RunningSince is null;

    /// <summary>When it is due, while it runs; in the past when it is late.</summary>
    public DateTimeOffset? DueAt => RunningSince is { } since ? Hours.Add(since, Target - Spent) : null;

    public static SlaRun Start(SlaClock clock, SlaTerms terms, TimeSpan target, DateTimeOffset at) =>
        new(clock, terms.PolicyId, terms.Hours, target, at) { RunningSince = at };

    public static SlaRun Of(SlaTimer timer, ServiceHours hours) => new(timer.Clock, timer.PolicyId, hours, timer.Target, timer.StartedAt)
    {
        Spent = timer.Spent, RunningSince = timer.RunningSince, MetAt = timer.MetAt, BreachedAt = timer.BreachedAt, Round = timer.Round,
    };

    /// <summary>A server's clock that was set back takes nothing away from what had run.</summary>
    public TimeSpan Elapsed(DateTimeOffset at) => Spent + (RunningSince is { } since ? Hours.Between(since, at) : TimeSpan.Zero);

    public SlaRun Pause(DateTimeOffset at) => IsOver || IsPaused ? this : this with { Spent = Elapsed(at), RunningSince = null, BreachedAt = Breached(at) };

    public SlaRun Resume(DateTimeOffset at) => IsPaused ? this with { RunningSince = at } : this;

    public SlaRun Meet(DateTimeOffset at) => IsOver ? this : Pause(at) with { MetAt = at };

    /// <summary>A new round from nothing.</summary>
    public SlaRun Restart(DateTimeOffset at) => this with
    {
        StartedAt = at, Spent = TimeSpan.Zero, RunningSince = at, MetAt = null, BreachedAt = null, Round = Round + 1,
    };

    /// <summary>Goes on where it was met. What was late stays late, and steps that were taken are not taken again: it is the same round.</summary>
    public SlaRun GoOn(DateTimeOffset at) => this with { MetAt = null, RunningSince = at };

    /// <summary>The same clock under other terms: what has run is kept, what is still to come follows the new ones.</summary>
    public SlaRun Under(SlaTerms terms, TimeSpan target, DateTimeOffset at)
    {
        var elapsed = Elapsed(at);
        var moved = this with { PolicyId = terms.PolicyId, Hours = terms.Hours, Target = target, Spent = elapsed, RunningSince = RunningSince is null ? null : at };
        return elapsed > target ? moved with { BreachedAt = Breached(at) ?? at } : moved with { BreachedAt = null };
    }

    /// <summary>When it became late up to this moment; null: it is in time.</summary>
    public DateTimeOffset? Breached(DateTimeOffset at) => BreachedAt ?? (DueAt is { } due && due < at ? due : null);

    public void WriteTo(SlaTimer timer)
    {
        (timer.PolicyId, timer.Target, timer.StartedAt, timer.Spent) = (PolicyId, Target, StartedAt, Spent);
        (timer.RunningSince, timer.DueAt, timer.MetAt, timer.BreachedAt, timer.Round) = (RunningSince, DueAt, MetAt, BreachedAt, Round);
    }
}
