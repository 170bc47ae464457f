namespace Monitor.Web.Problems;

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

/// <summary>New values of a rule for the whole fleet; <see cref="Version"/> is the one that the person was looking at.</summary>
public sealed record RuleEdit(int RuleId, int Version, double Limit, double ClearLevel, TimeSpan ForDuration, bool Enabled);

/// <summary>Where an override applies: one host, or one group with all below it.</summary>
public readonly record struct OverrideTarget(int? GroupId, int? HostId)
{
    public static OverrideTarget OfHost(int hostId) => new(null, hostId);

    public static OverrideTarget OfGroup(int groupId) => new(groupId, null);
}

/// <summary>Values for one target; null means inherited.</summary>
public sealed record OverrideEdit(int RuleId, int Version, OverrideTarget Target, double? Limit, double? ClearLevel, TimeSpan? ForDuration, bool? Enabled);
