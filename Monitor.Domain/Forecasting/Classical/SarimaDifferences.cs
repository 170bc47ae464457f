namespace Monitor.Domain.Forecasting.Classical;

/// <summary>Differences of a series with itself a step or a season ago, and back.</summary>
internal static class SarimaDifferences
{
    /// <summary>A difference must make a series clearly calmer.</summary>
    private const double Calmer = .8;

    public static (int D, int SeasonalD) Choose(double[] values, int season)
    {
        var seasonal = Variance(Take(values, 0, 1, season)) < Calmer * Variance(values[season..]) ? 1 : 0;
        var before = Take(values, 0, seasonal, season);
        // Both at once would make every slope go on for ever.
        return (seasonal == 0 && Variance(Take(before, 1, 0, season)) < Calmer / 2 * Variance(before) ? 1 : 0, seasonal);
    }

    public static double[] Take(double[] values, int d, int seasonalD, int season)
    {
        values = seasonalD == 0 ? values : Apart(values, season);
        return d == 0 ? values : Apart(values, 1);
    }

    /// <summary>Adds up again from where the history ended; an empty history counts as zeros, which gives the response to a single error.</summary>
    public static double[] Undo(double[] history, double[] ahead, SarimaOrder order)
    {
        var seasonal = order.SeasonalD == 0 || history.Length == 0 ? history : Apart(history, order.Season);
        ahead = order.D == 0 ? ahead : Together(seasonal, ahead, 1);
        return order.SeasonalD == 0 ? ahead : Together(history, ahead, order.Season);
    }

    private static double[] Apart(double[] values, int lag)
    {
        var apart = new double[values.Length - lag];
        for (var i = 0; i < apart.Length; i++)
        {
            apart[i] = values[i + lag] - values[i];
        }

        return apart;
    }

    private static double[] Together(double[] history, double[] ahead, int lag)
    {
        var together = new double[ahead.Length];
        for (var i = 0; i < together.Length; i++)
        {
            together[i] = ahead[i] + (i >= lag ? together[i - lag] : history.Length == 0 ? 0 : history[^(lag - i)]);
        }

        return together;
    }

    private static double Variance(double[] values)
    {
        var (mean, squares) = (0.0, 0.0);
        foreach (var value in values)
        {
            mean += value / values.Length;
        }

        foreach (var value in values)
        {
            squares += (value - mean) * (value - mean) / values.Length;
        }

        return squares;
    }
}
