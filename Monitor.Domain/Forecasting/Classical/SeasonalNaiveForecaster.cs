namespace Monitor.Domain.Forecasting.Classical;

/// <summary>As a day before. Wants two days.</summary>
internal sealed class SeasonalNaiveForecaster : IForecaster
{
    public string Name => "seasonal_naive";

    public int MinimumValues => 48;

    public Forecast? Run(SeriesHistory history, int steps)
    {
        var past = FilledValues.Of(history, int.MaxValue);
        var day = past.Day;
        if (past.Known < MinimumValues || day == 0 || past.Count < 2 * day)
        {
            return null;
        }

        var squares = 0.0;
        for (var i = day; i < past.Count; i++)
        {
            var change = past.Values[i] - past.Values[i - day];
            squares += change * change;
        }

        var deviation = Math.Sqrt(squares / (past.Count - day));
        var (mean, deviations) = (new double[steps], new double[steps]);
        for (var step = 0; step < steps; step++)
        {
            var days = (step + day) / day;
            (mean[step], deviations[step]) = (past.Values[past.Count + step - (days * day)], deviation * Math.Sqrt(days));
        }

        return GaussianBands.Make(history, past.Unit, mean, deviations);
    }
}
