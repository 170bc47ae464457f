using Monitor.Domain.Problems.Suppression;

namespace Monitor.Domain.Problems.Why;

/// <summary>Why somebody was told at a moment, or why nobody was.</summary>
public enum WhyCause
{
    Told,
    FirstDay,
    Maintenance,
    Silence,
    Dependency,
    Acknowledged,
    Snoozed,

    /// <summary>Somebody had called the ticket done.</summary>
    Done,

    /// <summary>It joined a ticket that had been told.</summary>
    Joined,

    /// <summary>Held for another reason, which the story names.</summary>
    Held,

    /// <summary>Over the limit, but not for long enough.</summary>
    DurationNotOver,

    /// <summary>The samples came too late to be judged.</summary>
    SeenLate,

    /// <summary>Over the limit of a rule that was switched off.</summary>
    RuleOff,

    /// <summary>What is stored is over a limit, and no judge has left a trace of it.</summary>
    NoTrace,

    /// <summary>Nothing is stored of that moment.</summary>
    NoData,

    BelowLimit,
}

/// <summary>One link of a story's chain: what was decided when, and what it was made of.</summary>
public sealed record WhyStep(DateTimeOffset At, string Text, IReadOnlyList<string> Facts);

/// <summary>What became of one thing that was, or might have been, wrong at that moment.</summary>
public sealed record WhyStory
{
    public required WhyCause Cause { get; init; }

    /// <summary>The answer in one sentence.</summary>
    public required string Sentence { get; init; }

    /// <summary>What was wrong.</summary>
    public required string Summary { get; init; }

    public required Severity Severity { get; init; }

    public required string Fingerprint { get; init; }

    public int? ProblemId { get; init; }

    public int? Ticket { get; init; }

    /// <summary>In order of time, up to the moment and shortly after it.</summary>
    public IReadOnlyList<WhyStep> Steps { get; init; } = [];
}

/// <summary>What a rule would have looked at: the value of that moment beside its limit.</summary>
/// <param name="Closeness">1 at the limit, more beyond it; 0 where nothing can be said.</param>
/// <param name="IsOff">The rule was switched off, or its data has no source.</param>
public sealed record WhyValue(string Rule, string Subject, string Text, double Closeness, bool IsBreached, bool IsOff);

/// <summary>The answer to "why was (nobody) told about this host at that moment?".</summary>
public sealed record WhyAnswer
{
    public required int HostId { get; init; }

    public required string Host { get; init; }

    /// <summary>The minute that was asked about begins here.</summary>
    public required DateTimeOffset At { get; init; }

    public required WhyCause Cause { get; init; }

    /// <summary>The answer in one sentence.</summary>
    public required string Sentence { get; init; }

    /// <summary>The weightiest first; empty when nothing was wrong.</summary>
    public IReadOnlyList<WhyStory> Stories { get; init; } = [];

    /// <summary>The nearest to its limit first.</summary>
    public IReadOnlyList<WhyValue> Values { get; init; } = [];

    /// <summary>What would have kept people from being told about the host as a whole.</summary>
    public IReadOnlyList<SuppressionReason> Reasons { get; init; } = [];
}
