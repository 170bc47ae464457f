using MathNet.Numerics.Distributions;

namespace Monitor.Domain.Forecasting;

/// <summary>The chance that a limit is crossed within a forecast, and when, counted from its beginning; the times are those by which half, a tenth and nine tenths of the crossings have begun (null where none is likely).</summary>
public sealed record BreachChance(double Probability, TimeSpan? Expected, TimeSpan? Earliest, TimeSpan? Latest);

/// <summary>What a forecast says about a limit: the share of paths through its bands that cross it.</summary>
public static class Breaches
{
    private const int Paths = 400;

    /// <summary>How much a step's luck is like the one before: bands are about single steps, and say nothing of it. Errors of load and memory last for about an hour of 5 min steps.</summary>
    private const double Likeness = .95;

    /// <param name="above">Whether more than the limit is bad, or less.</param>
    /// <param name="atLeastSteps">In how many steps (not necessarily in a row) the value must be beyond the limit.</param>
    public static BreachChance Chance(Forecast forecast, double limit, bool above, int atLeastSteps)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(atLeastSteps, 1);
        Span<double> thresholds = forecast.Steps <= 512 ? stackalloc double[forecast.Steps] : new double[forecast.Steps];
        for (var step = 0; step < thresholds.Length; step++)
        {
            thresholds[step] = Normal.InvCDF(0, 1, Beyond(forecast, step, limit, above));
        }

        // The same numbers for every forecast: what differs between two answers is the forecast.
        var random = new Random(1);
        Span<int> begins = stackalloc int[Paths];
        var crossing = 0;
        for (var path = 0; path < Paths; path++)
        {
            if (Begin(thresholds, random, atLeastSteps) is { } begin)
            {
                begins[crossing++] = begin;
            }
        }

        var found = begins[..crossing];
        found.Sort();
        var probability = (double)crossing / Paths;
        return crossing < Paths / 20
            ? new BreachChance(probability, null, null, null)
            : new BreachChance(probability, forecast.Step * found[crossing / 2], forecast.Step * found[crossing / 10], forecast.Step * found[crossing * 9 / 10]);
    }

    /// <param name="thresholds">The luck, a standard normal number, below which a step is beyond the limit.</param>
    private static int? Begin(ReadOnlySpan<double> thresholds, Random random, int atLeastSteps)
    {
        var (luck, beyond, begin) = (Luck(random), 0, 0);
        for (var step = 0; step < thresholds.Length; step++)
        {
            luck = step == 0 ? luck : (Likeness * luck) + (Math.Sqrt(1 - (Likeness * Likeness)) * Luck(random));
            if (luck >= thresholds[step])
            {
                continue;
            }

            begin = beyond == 0 ? step : begin;
            if (++beyond >= atLeastSteps)
            {
                return begin;
            }
        }

        return null;
    }

    /// <summary>The chance that a step's value lies beyond the limit, between the levels by interpolation, outside the outermost at most their share.</summary>
    private static double Beyond(Forecast forecast, int step, double limit, bool above)
    {
        var quantiles = forecast.Quantiles;
        var below = 0.0;
        if (limit >= quantiles[ForecastLevels.Hi95][step])
        {
            // Beyond the outermost level the share falls off with the distance, in widths of the upper half of the band.
            var width = quantiles[ForecastLevels.Hi95][step] - quantiles[ForecastLevels.Median][step];
            below = width > 0 ? 1 - (.025 * Math.Exp(-4 * (limit - quantiles[ForecastLevels.Hi95][step]) / width)) : 1;
        }
        else if (limit > quantiles[ForecastLevels.Lo95][step])
        {
            var level = 0;
            while (quantiles[level + 1][step] <= limit)
            {
                level++;
            }

            var share = (limit - quantiles[level][step]) / (quantiles[level + 1][step] - quantiles[level][step]);
            below = ForecastLevels.Span[level] + (share * (ForecastLevels.Span[level + 1] - ForecastLevels.Span[level]));
        }
        else
        {
            var width = quantiles[ForecastLevels.Median][step] - quantiles[ForecastLevels.Lo95][step];
            below = width > 0 ? .025 * Math.Exp(-4 * (quantiles[ForecastLevels.Lo95][step] - limit) / width) : 0;
        }

        return above ? 1 - below : below;
    }

    private static double Luck(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
