namespace Monitor.Domain.Problems.Rules;

/// <summary>Other values for one step of a rule's first condition. Null means: inherited.</summary>
public sealed record StepOverride(Severity Severity, double? Limit = null, double? ClearLevel = null, double? Low = null, double? LowClear = null);

/// <summary>Values of a rule for one group (and the groups below it) or for one host. Null means: inherited.</summary>
public sealed class RuleOverride
{
    public int Id { get; set; }

    public int RuleId { get; set; }

    /// <summary>Exactly one of <see cref="GroupId"/> and <see cref="HostId"/> is set.</summary>
    public int? GroupId { get; set; }

    public int? HostId { get; set; }

    /// <summary>Limit of the mildest step.</summary>
    public double? Limit { get; set; }

    /// <summary>Clear level of the mildest step.</summary>
    public double? ClearLevel { get; set; }

    /// <summary>Whatever else differs, by the severity of the step.</summary>
    public IReadOnlyList<StepOverride> Steps { get; set; } = [];

    public TimeSpan? ForDuration { get; set; }

    public bool? Enabled { get; set; }

    /// <summary>What is set for a step; for the mildest one the two values of its own win.</summary>
    public StepOverride Of(SeverityStep step, bool isMildest)
    {
        var set = Steps.FirstOrDefault(s => s.Severity == step.Severity) ?? new StepOverride(step.Severity);
        return isMildest ? set with { Limit = Limit ?? set.Limit, ClearLevel = ClearLevel ?? set.ClearLevel } : set;
    }
}
