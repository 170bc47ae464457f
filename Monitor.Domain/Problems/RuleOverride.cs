namespace Monitor.Domain.Problems;

/// <summary>Values of a rule for one group (and the groups below it) or for one host. Null means: inherited.</summary>
public sealed class RuleOverride
{
    public int Id { get; set; }

    public int RuleId { get; set; }

    /// <summary>Exactly one of <see cref="GroupId"/> and <see cref="HostId"/> is set.</summary>
    public int? GroupId { get; set; }

    public int? HostId { get; set; }

    public double? Limit { get; set; }

    public double? ClearLevel { get; set; }

    public TimeSpan? ForDuration { get; set; }

    public bool? Enabled { get; set; }
}
