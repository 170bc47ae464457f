namespace Monitor.Domain.Forecasting.Blend;

/// <summary>
/// The default: simple forecasts, weighted by how they did after those moments of the series' own past that look like now, with the quantiles of what they
/// were off by then (split conformal prediction, Vovk et al. 2005, localised by a kernel; combined half as a linear pool and half level by level). Reads at
/// most 60 horizons and 22 days back. Until it has <see cref="MinimumValues"/> known values it says nothing.
/// </summary>
internal sealed class BlendForecaster : IForecaster
{
    [ThreadStatic]
    private static BlendMemory? memory;

    public string Name => Forecasters.Default;

    public int MinimumValues => 24;

    public Forecast? Run(SeriesHistory history, int steps)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        var (series, origins, bucketBlend, pool) = memory ??= new BlendMemory();
        series.Read(history, steps);
        if (series.Known < MinimumValues)
        {
            return null;
        }

        origins.Choose(series);
        var quantiles = new double[ForecastLevels.Count][];
        for (var level = 0; level < quantiles.Length; level++)
        {
            quantiles[level] = new double[steps];
        }

        var learnt = default(HorizonBucket);
        var (loss, naiveLoss) = (0.0, 0.0);
        var weights = new double[BlendMembers.Count];
        foreach (var bucket in HorizonBucket.Of(steps))
        {
            if (bucketBlend.Learn(series, origins, bucket))
            {
                learnt = bucket;
            }
            else if (learnt.To == 0)
            {
                return null;
            }
            else
            {
                bucketBlend.Widen(series, bucket, Math.Sqrt(bucket.Middle / learnt.Middle));
            }

            var share = (double)(bucket.To - bucket.From) / steps;
            loss += share * bucketBlend.Loss;
            naiveLoss += share * bucketBlend.LastLoss;
            for (var member = 0; member < weights.Length; member++)
            {
                weights[member] += share * bucketBlend.Weight[member];
            }

            for (var step = bucket.From; step < bucket.To; step++)
            {
                pool.Write(series, bucketBlend, step, history.Range, quantiles);
            }
        }

        var fit = new ModelFit(Parameters(series, weights), Loss: loss, NaiveLoss: naiveLoss);
        return new Forecast(history.End, history.Step, [.. quantiles[ForecastLevels.Median]], quantiles) { Fit = fit };
    }

    private static Dictionary<string, double> Parameters(BlendSeries series, double[] weights)
    {
        var parameters = new Dictionary<string, double>(BlendMembers.Count + 1) { ["period_steps"] = series.Period };
        for (var member = 0; member < weights.Length; member++)
        {
            parameters[$"weight_{BlendMembers.Names[member]}"] = weights[member];
        }

        return parameters;
    }

    private sealed record BlendMemory(BlendSeries Series, SimilarOrigins Origins, BucketBlend Blend, QuantilePool Pool)
    {
        public BlendMemory()
            : this(new(), new(), new(), new())
        {
        }
    }
}
