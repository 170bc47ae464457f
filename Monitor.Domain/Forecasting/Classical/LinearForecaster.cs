namespace Monitor.Domain.Forecasting.Classical;

/// <summary>A straight line through as much past as it looks ahead (ordinary least squares with its prediction interval): what `predict_linear` of Prometheus draws.</summary>
internal sealed class LinearForecaster : IForecaster
{
    public string Name => "linear";

    public int MinimumValues => 12;

    public Forecast? Run(SeriesHistory history, int steps)
    {
        var past = FilledValues.Of(history, Math.Max(steps, MinimumValues));
        if (past.Known < MinimumValues)
        {
            return null;
        }

        // Times count back from the last value, which is 0.
        var (n, middle) = (past.Count, (1 - past.Count) / 2.0);
        var (mean, across, squares) = (0.0, 0.0, 0.0);
        foreach (var value in past.Values)
        {
            mean += (value - past.Values[0]) / n;
        }

        mean += past.Values[0];

        for (var i = 0; i < n; i++)
        {
            var time = i + 1 - n - middle;
            across += time * (past.Values[i] - mean);
            squares += time * time;
        }

        var slope = across / squares;
        var errors = 0.0;
        for (var i = 0; i < n; i++)
        {
            var error = past.Values[i] - mean - (slope * (i + 1 - n - middle));
            errors += error * error;
        }

        var (means, deviations) = (new double[steps], new double[steps]);
        for (var step = 0; step < steps; step++)
        {
            var time = step + 1 - middle;
            (means[step], deviations[step]) = (mean + (slope * time), Math.Sqrt(errors / (n - 2) * (1 + (1.0 / n) + (time * time / squares))));
        }

        return GaussianBands.Make(history, past.Unit, means, deviations, new ModelFit(new Dictionary<string, double> { ["slope_per_step"] = slope * past.Unit }));
    }
}
