namespace Monitor.Domain.Problems.Rules;

/// <summary>What a rule was from one change to the next, who made it so and why. Rows are only added.</summary>
public sealed class RuleVersion
{
    public int RuleId { get; set; }

    public int Version { get; set; }

    public DateTimeOffset At { get; set; }

    /// <summary>Null when the product itself did it.</summary>
    public int? UserId { get; set; }

    /// <summary>What was done, such as <c>shipped</c> or <c>changed</c>.</summary>
    public required string Act { get; set; }

    /// <summary>Why, in the words of whoever did it; may be empty.</summary>
    public string Reason { get; set; } = "";

    public required string Name { get; set; }

    public string Description { get; set; } = "";

    public bool Enabled { get; set; }

    public required RuleDefinition Definition { get; set; }

    /// <summary>The rule as it is now.</summary>
    public static RuleVersion Of(Rule rule, int? userId, string act, string reason) => new()
    {
        RuleId = rule.Id,
        Version = rule.Version,
        At = rule.UpdatedAt,
        UserId = userId,
        Act = act,
        Reason = reason,
        Name = rule.Name,
        Description = rule.Description,
        Enabled = rule.Enabled,
        Definition = rule.Definition,
    };
}
