namespace Monitor.Domain.Problems.Rules;

/// <summary>Whether a rule makes sense. Each error says what is wrong and what would be right.</summary>
public static class RuleCheck
{
    public static readonly TimeSpan LongestFor = TimeSpan.FromDays(1);
    public static readonly TimeSpan ShortestWindow = TimeSpan.FromSeconds(10);
    public static readonly TimeSpan LongestWindow = TimeSpan.FromDays(1);
    public const int MostLabels = 10;
    public const int LongestText = 200;
    public const int MostOfScope = 500;

    /// <summary>Errors of a rule, or of an effective one; empty when it is fine.</summary>
    public static IReadOnlyList<string> Errors(RuleDefinition definition)
    {
        var errors = new List<string>();
        if (definition.For < TimeSpan.Zero || definition.For > LongestFor)
        {
            errors.Add("The duration must be between 0 s and 1 day.");
        }

        if (definition.ClearFor is { } clearFor && (clearFor < TimeSpan.Zero || clearFor > LongestFor))
        {
            errors.Add("The duration until it is well again must be between 0 s and 1 day.");
        }

        if (definition.Where.Groups.Count + definition.Where.Tags.Count + definition.Where.Hosts.Count > MostOfScope)
        {
            errors.Add($"A rule names at most {MostOfScope} groups, tags and hosts. Use a group or a tag for the rest.");
        }

        Conditions(errors, definition);
        PredictedPart.Check(errors, definition);
        return errors;
    }

    private static void Conditions(List<string> errors, RuleDefinition definition)
    {
        if (definition.Conditions.Count is 0 or > RuleDefinition.MostConditions)
        {
            errors.Add($"A rule has one to {RuleDefinition.MostConditions} conditions.");
            return;
        }

        if (definition.Conditions.Count > 1 && definition.Conditions.Any(c => !c.IsOfSamples))
        {
            errors.Add("Missing data, text states and what the detectors say are rules of their own: several conditions compare metrics.");
        }

        if (definition.Conditions.Any(c => !c.IsOfSamples && c.Steps.Count > 1))
        {
            errors.Add("Missing data, text states and what the detectors say have one severity.");
        }

        var noData = definition.Conditions.Any(c => c.Kind == ConditionKind.NoData);
        if (noData && definition.For < TimeSpan.FromSeconds(10))
        {
            errors.Add("A host is silent after 10 s at the earliest: it may just be slow.");
        }

        foreach (var condition in definition.Conditions)
        {
            ConditionCheck.Add(errors, condition);
        }
    }
}
