namespace Monitor.Domain.Forecasting.Blend;

/// <summary>What a series was like up to each of its steps: medians of a quarter, a half and a whole horizon, smoothed level, restlessness, quantiles of half a horizon.</summary>
internal sealed class RunningFigures
{
    public double[] Quarter = [];
    public double[] Half = [];
    public double[] Whole = [];
    public double[] Smoothed = [];

    /// <summary>How much it moves from step to step, as a logarithm and in its own spread.</summary>
    public double[] Volatility = [];

    /// <summary>Each step's median with its neighbours, so that the same time of day may be a little early or late.</summary>
    public double[] Daily = [];

    /// <summary>The quantiles of the last half horizon, level by level; only at the steps that a backtest begins after.</summary>
    public double[] Climate = [];
    private RollingWindow _quarter = new(1);
    private RollingWindow _half = new(1);
    private RollingWindow _whole = new(1);

    public void Read(BlendSeries series)
    {
        Resize(series);
        _quarter.Clear();
        _half.Clear();
        _whole.Clear();
        var filled = series.Filled;
        var (smoothed, volatility) = (filled[series.From], 0.0);
        for (var i = series.From; i < series.Count; i++)
        {
            Push(_quarter, series, i);
            Push(_half, series, i);
            Push(_whole, series, i);
            (Quarter[i], Half[i], Whole[i]) = (_quarter.Median, _half.Median, _whole.Median);
            smoothed += .15 * (filled[i] - smoothed);
            volatility += .1 * (Math.Abs(i > 0 ? filled[i] - filled[i - 1] : 0) - volatility);
            (Smoothed[i], Volatility[i]) = (smoothed, Math.Log((volatility / series.Spread) + 1e-6));
            if ((series.Count - 1 - i) % series.Stride == 0)
            {
                for (var level = 0; level < ForecastLevels.Count; level++)
                {
                    Climate[(i * ForecastLevels.Count) + level] = _half.Quantile(ForecastLevels.Span[level]);
                }
            }
        }

        if (series.Day > 0)
        {
            SmoothDays(series);
        }
    }

    private void Resize(BlendSeries series)
    {
        if (Quarter.Length < series.Count)
        {
            var length = series.Raw.Length;
            (Quarter, Half, Whole, Smoothed) = (new double[length], new double[length], new double[length], new double[length]);
            (Volatility, Daily, Climate) = (new double[length], new double[length], new double[length * ForecastLevels.Count]);
        }

        var quarter = Math.Max(1, series.Horizon / 4);
        if (_quarter.Length != quarter || _whole.Length != series.Horizon)
        {
            (_quarter, _half, _whole) = (new(quarter), new(Math.Max(1, series.Horizon / 2)), new(series.Horizon));
        }
    }

    private void SmoothDays(BlendSeries series)
    {
        Span<double> five = stackalloc double[5];
        for (var i = 0; i < series.Count; i++)
        {
            var (low, high) = (Math.Max(0, i - series.Tolerance), Math.Min(series.Count - 1, i + series.Tolerance));
            var near = five[..(high - low + 1)];
            series.Filled.AsSpan(low, near.Length).CopyTo(near);
            Daily[i] = SmallMedian.Of(near);
        }
    }

    private static void Push(RollingWindow window, BlendSeries series, int at)
    {
        if (at - window.Length >= series.From)
        {
            window.Remove(series.Filled[at - window.Length]);
        }

        window.Add(series.Filled[at]);
    }
}
