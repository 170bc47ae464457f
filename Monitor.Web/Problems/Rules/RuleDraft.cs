using System.Text.RegularExpressions;
using Monitor.Domain.Problems.Rules;

namespace Monitor.Web.Problems.Rules;

/// <summary>What somebody wants a rule to be.</summary>
public sealed partial record RuleDraft
{
    public const int LongestName = 200;
    public const int LongestDescription = 2000;

    /// <summary>Addresses of pages and files beside those of the rules.</summary>
    private static readonly HashSet<string> Reserved = ["new", "import", "export", "file"];

    /// <summary>Stable name: part of a problem's fingerprint, so it never changes once the rule exists.</summary>
    public required string Key { get; init; }

    public required string Name { get; init; }

    public string Description { get; init; } = "";

    public bool Enabled { get; init; } = true;

    public required RuleDefinition Definition { get; init; }

    /// <summary>What keeps it from being a rule, each with what would be right; empty when it is fine.</summary>
    public IReadOnlyList<string> Errors()
    {
        var errors = new List<string>();
        if (!KeyShape().IsMatch(Key) || Reserved.Contains(Key))
        {
            errors.Add("The key has 1 to 100 lower-case letters, digits and hyphens, and begins with a letter or a digit, such as disk-slow; new, import, export and file are taken.");
        }

        if (string.IsNullOrWhiteSpace(Name) || Name.Length > LongestName)
        {
            errors.Add($"A rule has a name of at most {LongestName} characters.");
        }

        if (Description.Length > LongestDescription)
        {
            errors.Add($"The description has at most {LongestDescription} characters.");
        }

        errors.AddRange(RuleCheck.Errors(Definition));
        return errors;
    }

    public static RuleDraft Of(Rule rule) =>
        new() { Key = rule.Key, Name = rule.Name, Description = rule.Description, Enabled = rule.Enabled, Definition = rule.Definition };

    /// <summary>A key made of a name: "Disk is slow (SSD)" gives "disk-is-slow-ssd".</summary>
    public static string KeyOf(string name)
    {
        var key = NotInKeys().Replace(name.Trim().ToLowerInvariant(), "-").Trim('-');
        return key.Length > 100 ? key[..100].TrimEnd('-') : key;
    }

    [GeneratedRegex("^[a-z0-9][a-z0-9-]{0,99}$", RegexOptions.NonBacktracking)]
    private static partial Regex KeyShape();

    [GeneratedRegex("[^a-z0-9]+", RegexOptions.NonBacktracking)]
    private static partial Regex NotInKeys();
}
