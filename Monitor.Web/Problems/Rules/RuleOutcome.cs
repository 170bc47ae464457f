using Monitor.Domain.Problems.Rules;

namespace Monitor.Web.Problems.Rules;

public enum RuleResult
{
    Done,
    Invalid,
    Refused,
    NotFound,
    Conflict,
}

/// <summary>What became of a change of a rule; the messages say what to do next.</summary>
public sealed record RuleOutcome(RuleResult Result, IReadOnlyList<string> Messages)
{
    public bool IsDone => Result == RuleResult.Done;

    public static RuleOutcome Done { get; } = new(RuleResult.Done, []);

    public static RuleOutcome NotFound { get; } = new(RuleResult.NotFound, ["There is no such rule, host or group (any more). Load the page again."]);

    public static RuleOutcome Conflict { get; } =
        new(RuleResult.Conflict, ["Somebody else changed this rule in the meantime. What is there now is shown; make your change again."]);

    public static RuleOutcome Refused(string what) => new(RuleResult.Refused, [$"You may not {what}. Ask an administrator."]);

    public static RuleOutcome Invalid(IReadOnlyList<string> messages) => new(RuleResult.Invalid, messages);
}

/// <summary>A rule, and the version of it that the person was looking at.</summary>
public readonly record struct RuleAt(int RuleId, int Version);

/// <summary>Where an override applies: one host, or one group with all below it.</summary>
public readonly record struct OverrideTarget(int? GroupId, int? HostId)
{
    public static OverrideTarget OfHost(int hostId) => new(null, hostId);

    public static OverrideTarget OfGroup(int groupId) => new(groupId, null);
}

/// <summary>Values for one target; null means inherited.</summary>
public sealed record OverrideEdit(RuleAt At, OverrideTarget Target, string Reason)
{
    /// <summary>By severity of the step; a step that is left out is inherited.</summary>
    public IReadOnlyList<StepOverride> Steps { get; init; } = [];

    public TimeSpan? ForDuration { get; init; }

    public bool? Enabled { get; init; }
}
