namespace Monitor.Domain.Problems;

/// <summary>What a judge hands to the ledger: something is wrong on a host by a rule. Value and limit in the metric's unit.</summary>
public sealed record Breach
{
    public required int HostId { get; init; }

    public required int RuleId { get; init; }

    public required string RuleKey { get; init; }

    /// <summary>Metric name; empty for a silent host.</summary>
    public required string Metric { get; init; }

    /// <summary>Canonical labels; empty without.</summary>
    public string Labels { get; init; } = "";

    public required Severity Severity { get; init; }

    public required double Value { get; init; }

    public required double Limit { get; init; }

    public required DateTimeOffset BeganAt { get; init; }

    public required DateTimeOffset FiringAt { get; init; }

    /// <summary>One sentence for people.</summary>
    public required string Summary { get; init; }

    /// <summary>A limit was set for this very host.</summary>
    public bool IsHostWish { get; init; }

    public string Fingerprint => Problems.Fingerprint.Of(HostId, RuleKey, Labels);
}
