namespace Monitor.Domain.RootCause.Rules;

/// <summary>A reading that has to have changed.</summary>
/// <param name="Metric">A glob.</param>
/// <param name="Direction">1 for up, -1 for down.</param>
/// <param name="Least">By how much, in the metric's unit.</param>
/// <param name="Strength">By how many of its usual spreads.</param>
/// <param name="IsOfSymptom">Only the series with the labels of the problem itself.</param>
public sealed record RuleChange(string Metric, int Direction, double Least, double Strength, bool IsOfSymptom = false);

/// <summary>A program that made the change.</summary>
/// <param name="ByMemory">By memory, else by CPU.</param>
/// <param name="Share">Its least share in what was added, 0 to 1.</param>
public sealed record RuleProcess(bool ByMemory, double Share);

/// <summary>An event shortly before the beginning.</summary>
/// <param name="Kinds">Globs.</param>
/// <param name="Within">How long before, at most.</param>
public sealed record RuleEvent(IReadOnlyList<string> Kinds, TimeSpan Within);

/// <summary>What is said instead where the host told by which files the mount of the change fills up.</summary>
public sealed record RuleFiles(string Sentence, string Action);

/// <summary>
/// A known way in which things go wrong: of which problems it can be the cause, what must be seen on a host, and what it is then called. Texts hold named places such as
/// <c>{process}</c>; each is replaced once and nothing in it is evaluated.
/// </summary>
public sealed record CauseRule
{
    public required string Name { get; init; }

    public required string Title { get; init; }

    /// <summary>Globs on the metric of the problem; empty: any.</summary>
    public IReadOnlyList<string> Symptoms { get; init; } = [];

    /// <summary>On which hosts it is looked for; empty: on all.</summary>
    public IReadOnlyList<Facts.HostPlace> Places { get; init; } = [];

    /// <summary>All of these must be there.</summary>
    public IReadOnlyList<RuleChange> Changes { get; init; } = [];

    public RuleProcess? Process { get; init; }

    public RuleEvent? Event { get; init; }

    /// <summary>The host must have fallen silent.</summary>
    public bool IsSilent { get; init; }

    /// <summary>One of these words is in the form of a line that came in a burst.</summary>
    public IReadOnlyList<string> LogWords { get; init; } = [];

    public required string Cause { get; init; }

    public required string Sentence { get; init; }

    public string? Action { get; init; }

    public RuleFiles? Files { get; init; }

    /// <summary>0 to 1: how much is behind it when everything is there.</summary>
    public double Weight { get; init; } = 0.8;
}
