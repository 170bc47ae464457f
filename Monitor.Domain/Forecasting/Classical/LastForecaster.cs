namespace Monitor.Domain.Forecasting.Classical;

/// <summary>It stays as it is: the naive forecast, a random walk.</summary>
internal sealed class LastForecaster : IForecaster
{
    private const int Looked = 2016;

    public string Name => "last";

    public int MinimumValues => 12;

    public Forecast? Run(SeriesHistory history, int steps)
    {
        var past = FilledValues.Of(history, Looked);
        if (past.Known < MinimumValues)
        {
            return null;
        }

        var (sum, squares) = (0.0, 0.0);
        for (var i = 1; i < past.Count; i++)
        {
            var change = past.Values[i] - past.Values[i - 1];
            (sum, squares) = (sum + change, squares + (change * change));
        }

        var changes = past.Count - 1;
        var deviation = Math.Sqrt(Math.Max(0, (squares / changes) - (sum / changes * sum / changes)));
        var (mean, deviations) = (new double[steps], new double[steps]);
        for (var step = 0; step < steps; step++)
        {
            (mean[step], deviations[step]) = (past.Values[^1], deviation * Math.Sqrt(step + 1));
        }

        return GaussianBands.Make(history, past.Unit, mean, deviations);
    }
}
