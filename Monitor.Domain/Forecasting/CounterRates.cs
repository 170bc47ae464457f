namespace Monitor.Domain.Forecasting;

/// <summary>A counter only grows, and begins anew when what it counts in restarts; what can be forecast is its rate.</summary>
public static class CounterRates
{
    /// <summary>The growth per second from each value to the next one, on the same grid; the first is missing, as is what touches a missing value. A fall is a restart from zero.</summary>
    public static double[] Of(ReadOnlySpan<double> counter, TimeSpan step)
    {
        var rates = new double[counter.Length];
        var before = double.NaN;
        for (var i = 0; i < rates.Length; i++)
        {
            var grown = counter[i] >= before ? counter[i] - before : counter[i];
            rates[i] = double.IsNaN(before) || double.IsNaN(counter[i]) ? double.NaN : Math.Max(0, grown) / step.TotalSeconds;
            before = counter[i];
        }

        return rates;
    }
}
