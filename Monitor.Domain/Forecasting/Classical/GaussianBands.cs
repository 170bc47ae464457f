namespace Monitor.Domain.Forecasting.Classical;

/// <summary>Makes a forecast of means and standard deviations, as if errors were normal: what textbook models assume.</summary>
internal static class GaussianBands
{
    /// <summary>The standard normal quantiles of <see cref="ForecastLevels"/>.</summary>
    private static readonly double[] Normal =
        [-1.959963985, -1.281551566, -.841621234, -.524400513, -.253347103, 0, .253347103, .524400513, .841621234, 1.281551566, 1.959963985];

    public static Forecast Make(SeriesHistory history, double unit, double[] mean, double[] deviation, ModelFit? fit = null)
    {
        var quantiles = new double[ForecastLevels.Count][];
        for (var level = 0; level < quantiles.Length; level++)
        {
            quantiles[level] = new double[mean.Length];
            for (var step = 0; step < mean.Length; step++)
            {
                quantiles[level][step] = history.Range.Clamp((mean[step] + (Normal[level] * deviation[step])) * unit);
            }
        }

        return new Forecast(history.End, history.Step, [.. quantiles[ForecastLevels.Median]], quantiles) { Fit = fit ?? ModelFit.None };
    }
}
