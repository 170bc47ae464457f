namespace Monitor.Domain.RootCause;

/// <summary>One probable cause of a problem, as it was ranked at one moment. The newest run of a problem is what counts; earlier runs stay for the grading.</summary>
public sealed class Finding
{
    public long Id { get; init; }

    public int ProblemId { get; init; }

    /// <summary>The ticket at the time of the run; null while the problem has none.</summary>
    public int? TicketId { get; set; }

    /// <summary>The host on which the cause sits; null for a service or something outside.</summary>
    public int? HostId { get; init; }

    public DateTimeOffset At { get; init; }

    /// <summary>Counts the runs of a problem from 1.</summary>
    public int Run { get; init; }

    /// <summary>1 is the most probable. A run without a credible cause has one row with <see cref="CauseKey"/> "none" and rank 1.</summary>
    public int Rank { get; init; }

    /// <summary>What the cause is, stable over runs and tickets: "process:postgres", "files:/var", "disk:sda", "nic:eth0", "host:12", "event:deploy", "metric:load.1m", "none".</summary>
    public required string CauseKey { get; init; }

    /// <summary>The rule or method that said so: "rule:disk-files", "rank:metrics", "graph:upstream".</summary>
    public required string Method { get; init; }

    /// <summary>What the method gave it, 0 to 1, before it was calibrated.</summary>
    public double Score { get; init; }

    /// <summary>0 to 1: how often findings with such a score were right.</summary>
    public double Confidence { get; init; }

    /// <summary>A change, an event or an identified process supports it; else it is "correlated, not proven".</summary>
    public bool IsSupported { get; init; }

    public required string Sentence { get; init; }

    /// <summary>What to do about it, one sentence; null when there is nothing to suggest.</summary>
    public string? Action { get; init; }

    /// <summary>JSON array of <see cref="FindingEvidence"/>.</summary>
    public required string Evidence { get; init; }
}
