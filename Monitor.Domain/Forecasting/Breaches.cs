namespace Monitor.Domain.Forecasting;

/// <summary>The chance that a limit is crossed within a forecast, and when, counted from its beginning; the times are those of the chance's own 50 %, 10 % and 90 % (null where the crossing is not likely enough to have one).</summary>
public sealed record BreachChance(double Probability, TimeSpan? Expected, TimeSpan? Earliest, TimeSpan? Latest);

/// <summary>What a forecast says about a limit.</summary>
public static class Breaches
{
    /// <param name="above">Whether more than the limit is bad, or less.</param>
    /// <param name="atLeastSteps">In how many steps the value must be beyond the limit.</param>
    public static BreachChance Chance(Forecast forecast, double limit, bool above, int atLeastSteps) => throw new NotImplementedException();
}
