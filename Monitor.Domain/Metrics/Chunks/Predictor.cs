namespace Monitor.Domain.Metrics.Chunks;

/// <summary>
/// Foretells a number from the two before it: of the numbers themselves or of their differences, <c>mean + first·(x₁ − mean) + second·(x₂ − mean)</c>
/// with weights in 1/32. Whole numbers only and all arithmetic wraps, so that the reader foretells the same on every machine.
/// </summary>
/// <param name="Differences">Whether differences are foretold instead of the numbers.</param>
internal readonly record struct Predictor(bool Differences, sbyte First, sbyte Second, long Mean)
{
    public const int One = 32;

    public long Next(long before, long beforeThat) => unchecked(Mean + (((First * (before - Mean)) + (Second * (beforeThat - Mean))) >> 5));

    /// <summary>Of some likely ones, the one that leaves the least to write. Weights by least squares on the autocovariances (Yule and Walker).</summary>
    public static Predictor Fit(ReadOnlySpan<long> values)
    {
        var best = new Predictor(true, 0, 0, 0);
        var least = Cost(values, best);
        Span<Predictor> others = [Solve(values, differences: true), Solve(values, differences: false), new Predictor(true, One, 0, 0)];
        foreach (var other in others)
        {
            if (least == 0)
            {
                break;
            }

            var cost = Cost(values, other);
            if (cost + 24 < least)
            {
                (best, least) = (other, cost);
            }
        }

        return best;
    }

    /// <summary>The size of the largest residual that it leaves.</summary>
    public int Largest(ReadOnlySpan<long> values)
    {
        var largest = 0;
        var run = new PredictorRun(this);
        foreach (var value in values)
        {
            largest = Math.Max(largest, ResidualModels.Size(run.Residual(value)));
        }

        return largest;
    }

    /// <summary>About the number of bits that the residuals take.</summary>
    private static long Cost(ReadOnlySpan<long> values, Predictor predictor)
    {
        var cost = 0L;
        var run = new PredictorRun(predictor);
        foreach (var value in values)
        {
            cost += ResidualModels.Size(run.Residual(value));
        }

        return cost;
    }

    private static Predictor Solve(ReadOnlySpan<long> values, bool differences)
    {
        var start = differences ? 1 : 0;
        var count = values.Length - start;
        if (count < 8)
        {
            return new Predictor(differences, 0, 0, 0);
        }

        double At(ReadOnlySpan<long> all, int i) => differences ? (double)unchecked(all[i] - all[i - 1]) : all[i];
        var mean = 0.0;
        for (var i = start; i < values.Length; i++)
        {
            mean += At(values, i);
        }

        mean /= count;
        double c0 = 0, c1 = 0, c2 = 0, one = 0, two = 0;
        for (var i = start; i < values.Length; i++)
        {
            var value = At(values, i) - mean;
            c0 += value * value;
            c1 += value * one;
            c2 += value * two;
            (one, two) = (value, one);
        }

        var determinant = (c0 * c0) - (c1 * c1);
        var (first, second) = determinant > 1e-9 * c0 * c0 ? (c1 * (c0 - c2) / determinant, ((c0 * c2) - (c1 * c1)) / determinant) : (0, 0);
        return double.IsFinite(mean) && Math.Abs(mean) < 1e18
            ? new Predictor(differences, Weight(first), Weight(second), (long)Math.Round(mean))
            : new Predictor(differences, 0, 0, 0);
    }

    private static sbyte Weight(double weight) => double.IsFinite(weight) ? (sbyte)Math.Clamp(Math.Round(weight * One), -100, 100) : (sbyte)0;
}
