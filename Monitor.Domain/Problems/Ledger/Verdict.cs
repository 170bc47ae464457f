namespace Monitor.Domain.Problems.Ledger;

/// <summary>
/// What a judge hands to the ledger: one step in the life of one fingerprint. Value and limit are in the metric's unit, times are UTC. A judge may hand
/// on the same verdict twice (it does after a failure): the second one changes nothing.
/// </summary>
public sealed record Verdict
{
    public required VerdictKind Kind { get; init; }

    public required int HostId { get; init; }

    public required int RuleId { get; init; }

    /// <summary>Part of the fingerprint.</summary>
    public required string RuleKey { get; init; }

    /// <summary>The version of the rule that was judged by; 0 when the judge knows none.</summary>
    public int RuleVersion { get; init; }

    /// <summary>Metric name; empty for a silent host.</summary>
    public required string Metric { get; init; }

    /// <summary>Canonical labels; empty without, and for a problem of the whole host.</summary>
    public string Labels { get; init; } = "";

    public required Severity Severity { get; init; }

    /// <summary>The value that was judged; null where there is none, such as a text state or a host that is back.</summary>
    public double? Value { get; init; }

    /// <summary>The limit of the step that holds; null where there is none.</summary>
    public double? Limit { get; init; }

    /// <summary>When the limit was first crossed.</summary>
    public required DateTimeOffset BeganAt { get; init; }

    /// <summary>The time of the sample that decided; for a silent host the server's clock.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>One sentence for people, with its full stop where it is an end.</summary>
    public required string Summary { get; init; }

    /// <summary>Sentences for the ticket that say where it comes from; empty where the summary says all.</summary>
    public string Evidence { get; init; } = "";

    /// <summary>A limit was set for this very host.</summary>
    public bool IsHostWish { get; init; }

    /// <summary>How long the breach has held so far.</summary>
    public TimeSpan HeldFor { get; init; }

    /// <summary>How long it must hold.</summary>
    public TimeSpan For { get; init; }

    public string Fingerprint => Problems.Fingerprint.Of(HostId, RuleKey, Labels);
}
