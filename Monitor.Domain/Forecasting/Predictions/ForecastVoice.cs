using Monitor.Domain.Problems.Rules;

namespace Monitor.Domain.Forecasting.Predictions;

/// <summary>What a forecast says about a rule's limits.</summary>
public static class ForecastVoice
{
    /// <summary>Null when it says nothing: all limits are crossed already, or it does not look as far as a step.</summary>
    /// <param name="source">The grid's name.</param>
    /// <param name="model">The model's name.</param>
    /// <param name="forecast">The forecast.</param>
    /// <param name="value">The last known value.</param>
    /// <param name="rule">The rule as it counts on the host, with its predicted part.</param>
    public static Sighting? Of(string source, string model, Forecast forecast, double value, RuleDefinition rule)
    {
        var part = rule.Predicted ?? throw new ArgumentException("The rule asks for no prediction.", nameof(rule));
        var ahead = LimitLadder.Ahead(rule.First, value);
        var steps = (int)Math.Min(forecast.Steps, Math.Floor(part.Within / forecast.Step));
        if (ahead.Count == 0 || steps < 1 || double.IsNaN(value))
        {
            return null;
        }

        var within = First(forecast, steps);
        var held = Math.Clamp((int)Math.Ceiling(rule.For / forecast.Step), 1, steps);
        var chances = ahead.Select(s => (Step: s, Chance: Breaches.Chance(within, s.Limit, rule.First.Kind == ConditionKind.Above, held))).ToList();
        var next = chances[0].Chance;
        return new Sighting
        {
            Source = source, Model = model, At = forecast.From, Value = value, Limit = ahead[0].Limit, Probability = next.Probability,
            Severity = LimitLadder.Worst([.. chances.Select(c => (c.Step, c.Chance.Probability, c.Chance.Expected))], part.Probability),
            ExpectedAt = forecast.From + next.Expected, EarliestAt = forecast.From + next.Earliest, LatestAt = forecast.From + next.Latest,
            Skill = forecast.Fit.Skill,
        };
    }

    private static Forecast First(Forecast forecast, int steps) => steps == forecast.Steps ? forecast
        : forecast with { Mean = forecast.Mean[..steps], Quantiles = [.. forecast.Quantiles.Select(q => q[..steps])] };
}
