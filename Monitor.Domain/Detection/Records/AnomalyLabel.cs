namespace Monitor.Domain.Detection;

/// <summary>What a person says of an anomaly.</summary>
public enum AnomalyVerdict
{
    Real,

    /// <summary>It is as it should be on this host.</summary>
    NormalHere,
}

/// <summary>The last word of people on one anomaly; who said what before is in the audit.</summary>
public sealed class AnomalyLabel
{
    public long AnomalyId { get; set; }

    public AnomalyVerdict Verdict { get; set; }

    /// <summary>Null where the person is not there any more.</summary>
    public int? UserId { get; set; }

    public DateTimeOffset SaidAt { get; set; }
}
