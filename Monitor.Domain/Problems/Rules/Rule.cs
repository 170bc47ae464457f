namespace Monitor.Domain.Problems.Rules;

/// <summary>
/// What an administrator configured for the fleet. Its content is one <see cref="RuleDefinition"/>, its past the <see cref="RuleVersion"/>s. Groups and hosts
/// override single values with a <see cref="RuleOverride"/>.
/// </summary>
public sealed class Rule
{
    public int Id { get; set; }

    /// <summary>Stable name of the rule, part of a problem's fingerprint, such as <c>cpu-high</c>. Unique among rules that are not deleted.</summary>
    public required string Key { get; set; }

    public required string Name { get; set; }

    public string Description { get; set; } = "";

    public bool Enabled { get; set; } = true;

    /// <summary>Grows with every change; guards against two editors.</summary>
    public int Version { get; set; } = 1;

    public DateTimeOffset UpdatedAt { get; set; }

    /// <summary>A deleted rule stays for the problems that it made.</summary>
    public DateTimeOffset? DeletedAt { get; set; }

    public required RuleDefinition Definition { get; set; }
}
