namespace Monitor.Domain.Forecasting.Blend;

/// <summary>
/// Makes one distribution of the members' distributions for a step. The 95 % band comes from the linear pool (their mixture: if one says "off" and one says
/// "on", both stay possible); inside it, pool and level-by-level mean are averaged, because the pool alone is a little too wide.
/// </summary>
internal sealed class QuantilePool
{
    private const double Negligible = .005;
    private const int Points = 20;
    private readonly WeightedSample _mixture = new();
    private readonly double[] _pooled = new double[ForecastLevels.Count];

    public void Write(BlendSeries series, BucketBlend blend, int step, ValueRange range, double[][] quantiles)
    {
        _mixture.Clear();
        Span<double> points = stackalloc double[BlendMembers.Count];
        var origin = double.NaN;
        var total = 0.0;
        for (var member = 0; member < points.Length; member++)
        {
            var weight = blend.Weight[member];
            if (weight < Negligible)
            {
                continue;
            }

            points[member] = BlendMembers.Point(series, member, series.Count, step);
            if (double.IsNaN(points[member]))
            {
                // A hole in what a member looks back on: the others speak for it.
                continue;
            }

            // All is measured from one member's middle, so that single precision is enough and a constant stays exact.
            origin = double.IsNaN(origin) ? points[member] + blend.Residuals[member][ForecastLevels.Median] : origin;
            AddTo(points[member] - origin, blend.Residuals[member], weight);
            total += weight;
        }

        _mixture.Quantiles(_pooled);
        var before = double.NegativeInfinity;
        for (var level = 0; level < ForecastLevels.Count; level++)
        {
            var value = _pooled[level];
            if (level is > ForecastLevels.Lo95 and < ForecastLevels.Hi95)
            {
                value = (value + Mean(blend, points, origin, level, total)) / 2;
            }

            before = Math.Max(before, range.Clamp((origin + value) * series.Unit));
            quantiles[level][step] = before;
        }
    }

    private static double Mean(BucketBlend blend, ReadOnlySpan<double> points, double origin, int level, double total)
    {
        var mean = 0.0;
        for (var member = 0; member < points.Length; member++)
        {
            if (blend.Weight[member] >= Negligible && !double.IsNaN(points[member]))
            {
                mean += blend.Weight[member] / total * (points[member] - origin + blend.Residuals[member][level]);
            }
        }

        return mean;
    }

    private void AddTo(double point, double[] residuals, double weight)
    {
        var level = 0;
        for (var i = 0; i < Points; i++)
        {
            var wanted = (i + .5) / Points;
            while (level < ForecastLevels.Count - 2 && ForecastLevels.Span[level + 1] < wanted)
            {
                level++;
            }

            var between = (wanted - ForecastLevels.Span[level]) / (ForecastLevels.Span[level + 1] - ForecastLevels.Span[level]);
            _mixture.Add(point + residuals[level] + (between * (residuals[level + 1] - residuals[level])), weight / Points);
        }
    }
}
