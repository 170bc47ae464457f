namespace Monitor.Domain.Problems.Rules;

/// <summary>Where a value of an effective rule comes from.</summary>
public enum RuleTarget
{
    Fleet,
    Group,
    Host,
}

/// <summary>The level at which a value is set; <see cref="Name"/> is the group's name for a group and empty otherwise.</summary>
public readonly record struct RuleSource(RuleTarget Target, string Name)
{
    public static RuleSource Fleet { get; } = new(RuleTarget.Fleet, "");

    public static RuleSource Host { get; } = new(RuleTarget.Host, "");

    /// <summary>As people read it: <c>fleet</c>, <c>group NAME</c> or <c>host</c>.</summary>
    public override string ToString() => Target switch
    {
        RuleTarget.Host => "host",
        RuleTarget.Group => $"group {Name}",
        _ => "fleet",
    };
}

/// <summary>A value together with the level at which it is set.</summary>
public readonly record struct Sourced<T>(T Value, RuleSource From);
