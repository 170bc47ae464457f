namespace Monitor.Domain.Forecasting.Classical;

/// <summary>
/// The Theta method (Assimakopoulos and Nikolopoulos 2000): exponential smoothing of the deseasonalised series plus half the slope of its line (Hyndman and
/// Billah 2003). The smoothing constant is the best of a grid by the one-step error.
/// </summary>
internal sealed class ThetaForecaster : IForecaster
{
    private const int Looked = 2016;
    private static readonly double[] Grid = [.05, .1, .2, .3, .5, .7, .9, 1];

    public string Name => "theta";

    public int MinimumValues => 24;

    public Forecast? Run(SeriesHistory history, int steps)
    {
        var past = FilledValues.Of(history, Math.Max(Looked, 4 * steps));
        if (past.Known < MinimumValues)
        {
            return null;
        }

        var season = DayProfile.Of(past.Values, past.Day);
        var values = new double[past.Count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = past.Values[i] - season.At(i + 1 - values.Length);
        }

        var (best, bestError, bestLevel) = (Grid[0], double.PositiveInfinity, 0.0);
        foreach (var alpha in Grid)
        {
            var (error, level) = Smooth(values, alpha);
            if (error < bestError)
            {
                (best, bestError, bestLevel) = (alpha, error, level);
            }
        }

        var (slope, n, deviation) = (Slope(values) / 2, values.Length, Math.Sqrt(bestError));
        var (mean, deviations) = (new double[steps], new double[steps]);
        for (var step = 0; step < steps; step++)
        {
            mean[step] = bestLevel + (slope * (step + ((1 - Math.Pow(1 - best, n)) / best))) + season.At(step + 1);
            deviations[step] = deviation * Math.Sqrt(1 + (step * best * best));
        }

        var parameters = new Dictionary<string, double> { ["alpha"] = best, ["drift_per_step"] = slope * past.Unit, ["seasonal"] = season.IsFlat ? 0 : 1 };
        return GaussianBands.Make(history, past.Unit, mean, deviations, new ModelFit(parameters));
    }

    private static (double Error, double Level) Smooth(double[] values, double alpha)
    {
        var (level, squares) = (values[0], 0.0);
        for (var i = 1; i < values.Length; i++)
        {
            var error = values[i] - level;
            squares += error * error;
            level += alpha * error;
        }

        return (squares / (values.Length - 1), level);
    }

    private static double Slope(double[] values)
    {
        var (middle, across, squares) = ((values.Length - 1) / 2.0, 0.0, 0.0);
        for (var i = 0; i < values.Length; i++)
        {
            across += (i - middle) * (values[i] - values[0]);
            squares += (i - middle) * (i - middle);
        }

        return across / squares;
    }
}
