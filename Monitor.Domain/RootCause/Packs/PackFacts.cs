using Monitor.Domain.Logs;
using Monitor.Domain.Metrics;
using Monitor.Domain.Metrics.Chunks;

namespace Monitor.Domain.RootCause.Packs;

/// <summary>What was gathered for a pack, before it is chosen from, made inert and masked.</summary>
public sealed record PackFacts
{
    public required PackTicket Ticket { get; init; }

    public required PackProblem Problem { get; init; }

    public PackRule? Rule { get; init; }

    public required PackHost Host { get; init; }

    public required PackWindow Window { get; init; }

    public DateTimeOffset Now { get; init; }

    /// <summary>When it was frozen first; null when this is the first time.</summary>
    public DateTimeOffset? FrozenAt { get; init; }

    /// <summary>The minutes after the onset are over.</summary>
    public bool IsWhole { get; init; }

    public IReadOnlyList<PackSeriesFacts> Series { get; init; } = [];

    public IReadOnlyList<Finding> Findings { get; init; } = [];

    public IReadOnlyList<PackLineFacts> Lines { get; init; } = [];

    public IReadOnlyList<PackEvent> Events { get; init; } = [];

    public IReadOnlyList<ProcessSample> Before { get; init; } = [];

    public IReadOnlyList<ProcessSample> During { get; init; } = [];

    public IReadOnlyList<PackOther> Others { get; init; } = [];
}

/// <param name="Steps">One for each step of the window.</param>
public sealed record PackSeriesFacts(string Metric, string Labels, IReadOnlyList<RollupPoint> Steps);

public sealed record PackLineFacts(DateTimeOffset At, string Source, LogSeverity Severity, string Text);
