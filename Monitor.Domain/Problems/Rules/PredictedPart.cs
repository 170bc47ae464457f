namespace Monitor.Domain.Problems.Rules;

/// <summary>
/// Next to its limit a rule may say that people want to know before: when a forecast gives at least this <see cref="Probability"/> (0 to 1) that the limit
/// is crossed within the next <see cref="Within"/>. Whoever judges what is now passes it over.
/// </summary>
public sealed record PredictedPart(double Probability, TimeSpan Within)
{
    public const double LeastProbability = 0.05;
    public const double MostProbability = 0.99;
    public static readonly TimeSpan ShortestWithin = TimeSpan.FromMinutes(10);
    public static readonly TimeSpan LongestWithin = TimeSpan.FromDays(90);

    /// <summary>True for what a forecast of one series can say: its level against a limit above or below.</summary>
    public static bool Fits(RuleDefinition definition) => definition.Conditions is [{ Kind: ConditionKind.Above or ConditionKind.Below } only]
        && only.Measure is not (Measure.Change or Measure.LastWeekChange);

    internal static void Check(List<string> errors, RuleDefinition definition)
    {
        if (definition.Predicted is not { } part)
        {
            return;
        }

        if (!Fits(definition))
        {
            errors.Add("Only a rule of one condition that compares the level of a metric, above or below a limit, can be predicted.");
        }

        if (!(part.Probability >= LeastProbability && part.Probability <= MostProbability))
        {
            errors.Add("The probability of a prediction must be between 5 and 99 %.");
        }

        if (part.Within < ShortestWithin || part.Within > LongestWithin)
        {
            errors.Add("A prediction looks 10 min to 90 days ahead.");
        }
    }
}
