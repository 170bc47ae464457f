namespace Monitor.Domain.Problems;

/// <summary>How a rule compares.</summary>
public enum RuleCondition
{
    /// <summary>The value is above the limit.</summary>
    Above,

    /// <summary>The value is below the limit.</summary>
    Below,

    /// <summary>The host has sent nothing for longer than the for-duration. Has no limit.</summary>
    Silent,
}

/// <summary>
/// What an administrator configured for the fleet: a metric, a limit in the metric's unit, how long it must hold, at what level it clears.
/// Groups and hosts override single values with a <see cref="RuleOverride"/>.
/// </summary>
public sealed class Rule
{
    public int Id { get; set; }

    /// <summary>Stable name of the rule, part of a problem's fingerprint, such as <c>cpu-high</c>.</summary>
    public required string Key { get; set; }

    public required string Name { get; set; }

    /// <summary>Metric name of the catalogue; empty for <see cref="RuleCondition.Silent"/>.</summary>
    public required string Metric { get; set; }

    public RuleCondition Condition { get; set; }

    public double Limit { get; set; }

    /// <summary>The level at which a firing problem begins to clear; at the limit or on its good side.</summary>
    public double ClearLevel { get; set; }

    public TimeSpan ForDuration { get; set; }

    public Severity Severity { get; set; }

    public bool Enabled { get; set; } = true;

    public int Version { get; set; } = 1;

    public DateTimeOffset UpdatedAt { get; set; }
}
