using Monitor.Domain.Problems.Ledger;

namespace Monitor.Domain.Problems;

/// <summary>The ledger's entry for a breach: at most one that has not ended per fingerprint.</summary>
public sealed class Problem
{
    public int Id { get; set; }

    /// <summary>Host, rule and labels as one text; unique among problems that have not ended.</summary>
    public required string Fingerprint { get; set; }

    public int HostId { get; set; }

    public int RuleId { get; set; }

    /// <summary>The version of the rule that judged last; 0 when unknown.</summary>
    public int RuleVersion { get; set; }

    public required string Metric { get; set; }

    /// <summary>Canonical labels of the series; empty without.</summary>
    public string Labels { get; set; } = "";

    public ProblemPhase Phase { get; set; }

    public Severity Severity { get; set; }

    /// <summary>The value that opened it, in the metric's unit.</summary>
    public double Value { get; set; }

    public double Limit { get; set; }

    /// <summary>One sentence, such as "CPU usage 13.8 % exceeded the limit of 1 %".</summary>
    public required string Summary { get; set; }

    /// <summary>When the limit was first crossed.</summary>
    public DateTimeOffset BeganAt { get; set; }

    /// <summary>When it had held long enough.</summary>
    public DateTimeOffset FiringAt { get; set; }

    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>When this beginning was written down, by the server's clock: the first one, or the last reopening.</summary>
    public DateTimeOffset OpenedAt { get; set; }

    /// <summary>How often it came back within the reopen window after its end.</summary>
    public int Reopenings { get; set; }

    /// <summary>The one of the same fingerprint before this, when that had ended too long ago to be reopened.</summary>
    public int? PreviousProblemId { get; set; }

    /// <summary>It comes and goes, and lasts until it has been calm for a while.</summary>
    public bool IsFlapping { get; set; }

    public int? TicketId { get; set; }

    /// <summary>True when it would have opened a ticket but the host is in its first day.</summary>
    public bool IsHeldBack { get; set; }

    /// <summary>How it ended, in words; empty while it lasts.</summary>
    public string EndText { get; set; } = "";

    /// <summary>What the ledger's machine knows of the fingerprint, as of this problem.</summary>
    public ProblemState State { get; set; } = ProblemState.None;
}
