using Monitor.Domain.Metrics;

namespace Monitor.Domain.RootCause.Packs;

/// <summary>
/// What is known of a problem around its onset, whole in itself: nothing in it points at samples or lines that may be gone. All texts are inert (one line, no
/// control characters) and masked as logs are. Times are UTC.
/// </summary>
public sealed record EvidencePack
{
    public const int CurrentVersion = 1;

    public int Version { get; init; } = CurrentVersion;

    public required PackTicket Ticket { get; init; }

    public required PackProblem Problem { get; init; }

    public PackRule? Rule { get; init; }

    public required PackHost Host { get; init; }

    public DateTimeOffset OnsetAt { get; init; }

    public DateTimeOffset From { get; init; }

    public DateTimeOffset To { get; init; }

    public DateTimeOffset FrozenAt { get; init; }

    /// <summary>Null while the minutes after the onset are not over.</summary>
    public DateTimeOffset? CompletedAt { get; init; }

    /// <summary>The problem's own first, then by how much they changed.</summary>
    public IReadOnlyList<PackSeries> Series { get; init; } = [];

    public IReadOnlyList<PackFinding> Findings { get; init; } = [];

    /// <summary>In the order of time.</summary>
    public IReadOnlyList<PackLine> Lines { get; init; } = [];

    public IReadOnlyList<PackEvent> Events { get; init; } = [];

    /// <summary>The busiest processes before the onset.</summary>
    public IReadOnlyList<PackProcess> Before { get; init; } = [];

    /// <summary>The busiest processes after the onset.</summary>
    public IReadOnlyList<PackProcess> During { get; init; } = [];

    /// <summary>Other problems of the same ticket.</summary>
    public IReadOnlyList<PackOther> Others { get; init; } = [];

    public int SeriesLeftOut { get; init; }

    public int LinesLeftOut { get; init; }
}

public sealed record PackTicket(int Number, string Title, string Priority, DateTimeOffset OpenedAt);

public sealed record PackProblem(
    int Id, string Summary, string Severity, string Phase, string Metric, string Labels, double? Value, double? Limit, DateTimeOffset BeganAt, string Fingerprint);

/// <summary>The rule as it was when it judged.</summary>
public sealed record PackRule(string Key, string Name, int Version, string Sentence, string Description);

public sealed record PackHost(int Id, string Name, string Group, IReadOnlyList<PackFact> Facts);

public sealed record PackFact(string Name, string Value);

/// <summary>
/// A curve at equal steps: the least and the greatest value of each step (one after another from <see cref="From"/>), null where nothing was measured.
/// </summary>
public sealed record PackSeries
{
    public required string Metric { get; init; }

    public required string Labels { get; init; }

    public required string Title { get; init; }

    public MetricUnit Unit { get; init; }

    /// <summary>The series that the problem is about.</summary>
    public bool IsOwn { get; init; }

    /// <summary>The problem's limit, on its own series alone.</summary>
    public double? Limit { get; init; }

    /// <summary>How far it moved after the onset, in units of its usual spread.</summary>
    public double Change { get; init; }

    /// <summary>Median before the onset.</summary>
    public double? Before { get; init; }

    /// <summary>Median after the onset.</summary>
    public double? During { get; init; }

    public DateTimeOffset From { get; init; }

    public int StepSeconds { get; init; }

    public required IReadOnlyList<double?> Least { get; init; }

    public required IReadOnlyList<double?> Greatest { get; init; }
}

public sealed record PackFinding(
    int Rank, string CauseKey, string Method, double Confidence, bool IsSupported, string Sentence, string? Action, int? HostId, IReadOnlyList<PackEvidence> Evidence)
{
    /// <summary>The cause key of a run that found nothing credible.</summary>
    public const string NoCause = "none";
}

/// <param name="HostId">The host that it tells of; null for none.</param>
public sealed record PackEvidence(string Text, int? HostId);

public sealed record PackLine(DateTimeOffset At, string Source, string Severity, string Text);

public sealed record PackEvent(DateTimeOffset At, string Kind, string Text);

/// <summary>CPU in percent of one core.</summary>
public sealed record PackProcess(string Name, int Pid, double CpuPercent, long MemoryBytes);

public sealed record PackOther(int HostId, string Host, string Summary, string Severity, DateTimeOffset BeganAt);
