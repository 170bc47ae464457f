namespace Monitor.Domain.Forecasting;

/// <summary>A forecast of <c>Mean.Length</c> steps from <see cref="From"/> on, in the series' unit and inside its range.</summary>
/// <param name="From">Where the history ended: the beginning of the first step.</param>
/// <param name="Mean">The point forecast of each step: the middle of its distribution, which has the smallest expected absolute error.</param>
/// <param name="Quantiles">By level (<see cref="ForecastLevels"/>), then by step; at every step they rise with the level.</param>
public sealed record Forecast(DateTimeOffset From, TimeSpan Step, double[] Mean, double[][] Quantiles)
{
    /// <summary>How the model came to it, for the registry of models: parameters, weights, losses.</summary>
    public ModelFit Fit { get; init; } = ModelFit.None;

    public int Steps => Mean.Length;
}
