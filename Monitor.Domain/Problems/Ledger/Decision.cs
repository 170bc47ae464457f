namespace Monitor.Domain.Problems.Ledger;

/// <summary>The trace of one evaluation that changed a state, or would have: it answers later why somebody was told, or was not. Kept for 30 days.</summary>
public sealed class Decision
{
    public long Id { get; set; }

    /// <summary>The server's clock.</summary>
    public DateTimeOffset At { get; set; }

    public int HostId { get; set; }

    public int RuleId { get; set; }

    public int RuleVersion { get; set; }

    public required string Fingerprint { get; set; }

    public int? ProblemId { get; set; }

    public DecisionKind Kind { get; set; }

    /// <summary>In the metric's unit.</summary>
    public double? Value { get; set; }

    public double? Limit { get; set; }

    /// <summary>One sentence.</summary>
    public required string Text { get; set; }

    /// <summary>A <see cref="DecisionChain"/> as JSON.</summary>
    public string Chain { get; set; } = "{}";
}
