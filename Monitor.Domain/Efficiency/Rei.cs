namespace Monitor.Domain.Efficiency;

/// <summary>
/// The Resource Efficiency Index of one hour, 0 to 100: the weighted mean of the scores of the resources, two-sided. A resource that cannot be wasted, such as a network at
/// rest, never lifts it above the others; one that is starved caps it, so that no plenty elsewhere hides it. Below the bands more use never lowers it, above them more use
/// never raises it.
/// </summary>
public static class Rei
{
    /// <summary>What a host gets at most while one resource is at its limit.</summary>
    public const double StarvedCap = 40;

    /// <summary>The total of an hour; not a number where nothing that counts is known. Scores are written by resource, not a number where not known.</summary>
    public static double OfHour(EfficiencySettings settings, ReadOnlySpan<HourUse> uses, Span<double> scores)
    {
        var (twoSided, twoSidedWeight, worstRisk) = (0.0, 0.0, 100.0);
        for (var r = 0; r < uses.Length; r++)
        {
            var (band, weight) = (settings.Bands[r], settings.Weights[r]);
            scores[r] = uses[r].IsKnown ? band.Score(uses[r]) : double.NaN;
            if (weight > 0 && uses[r].IsKnown)
            {
                worstRisk = Math.Min(worstRisk, band.RiskScore(uses[r]));
                (twoSided, twoSidedWeight) = band.CountsWaste ? (twoSided + (weight * scores[r]), twoSidedWeight + weight) : (twoSided, twoSidedWeight);
            }
        }

        var mean = twoSidedWeight > 0 ? twoSided / twoSidedWeight : 100;
        var (sum, weights) = (twoSided, twoSidedWeight);
        for (var r = 0; r < uses.Length; r++)
        {
            if (settings.Weights[r] > 0 && !double.IsNaN(scores[r]) && !settings.Bands[r].CountsWaste)
            {
                (sum, weights) = (sum + (settings.Weights[r] * Math.Min(mean, scores[r])), weights + settings.Weights[r]);
            }
        }

        return weights > 0 ? Math.Clamp(Math.Min(sum / weights, StarvedCap + ((100 - StarvedCap) * worstRisk / 100)), 0, 100) : double.NaN;
    }
}
