namespace Monitor.Domain.Forecasting.Blend;

/// <summary>
/// A history made ready: its most recent part, scaled by a power of two (so that nothing overflows and a constant stays exact), gaps filled from the left
/// for what looks back, and the running figures of each step. One per thread, filled anew for each forecast.
/// </summary>
internal sealed class BlendSeries
{
    /// <summary>Origins of the backtest lie an eighth of the horizon apart, and reach back 60 horizons: ten days for 4 h.</summary>
    public const int MostOrigins = 480;

    public double[] Raw = [];
    public double[] Filled = [];
    public double[] Seasons = [];
    public double[] SharpSeasons = [];
    public double[] Fading = [];
    private readonly double[] _sorting = new double[1024];
    private readonly double[] _centred = new double[1024];

    public RunningFigures Running { get; } = new();

    /// <summary>The number of steps; the forecast's origin.</summary>
    public int Count { get; private set; }

    public int Horizon { get; private set; }

    public int Stride { get; private set; }

    /// <summary>The steps of a day, 0 when the history has less than two of them or a step is too long to see one.</summary>
    public int Day { get; private set; }

    /// <summary>How many steps beside the time of day count as the same time of day.</summary>
    public int Tolerance { get; private set; }

    public int Period { get; private set; }

    /// <summary>The standard deviation of the recent part.</summary>
    public double Spread { get; private set; }

    /// <summary>The power of two that everything was divided by.</summary>
    public double Unit { get; private set; }

    /// <summary>The first step from which running figures are known.</summary>
    public int From { get; private set; }

    public int Known { get; private set; }

    public void Read(SeriesHistory history, int steps)
    {
        var day = Math.Round(TimeSpan.FromDays(1) / history.Step);
        Horizon = steps;
        var span = Math.Max(1, steps / 8) * MostOrigins;
        var wanted = span + steps + (day is >= 4 and < 100_000 ? 22 * (int)day : 0);
        var values = history.Values.AsSpan(Math.Max(0, history.Values.Length - wanted));
        var first = 0;
        while (first < values.Length && !double.IsFinite(values[first]))
        {
            first++;
        }

        values = values[first..];
        Count = values.Length;

        // A young series has few moments to be tried at: all of them, then.
        Stride = Math.Max(1, Math.Min(steps / 8, Count / 60));
        Day = day >= 4 && Count >= 2 * day ? (int)day : 0;
        Tolerance = Math.Min(2, Day / 144);
        From = Math.Max(0, Count - span - steps - 1);
        Resize();
        Fill(values);
        if (Known > 0)
        {
            Running.Read(this);
            Period = ShortPeriod.Find(Filled.AsSpan(0, Count), Day > 0 ? Day - 2 : int.MaxValue, _sorting, _centred);
        }
    }

    private void Resize()
    {
        if (Raw.Length < Count)
        {
            var length = Count + (Count / 4);
            (Raw, Filled) = (new double[length], new double[length]);
        }

        if (Seasons.Length < Count + Horizon)
        {
            (Seasons, SharpSeasons) = (new double[Raw.Length + Horizon], new double[Raw.Length + Horizon]);
        }

        Seasons.AsSpan(0, Count + Horizon).Fill(double.NaN);
        SharpSeasons.AsSpan(0, Count + Horizon).Fill(double.NaN);
        if (Fading.Length != Horizon)
        {
            Fading = new double[Horizon];
            for (var step = 0; step < Horizon; step++)
            {
                Fading[step] = Math.Exp(-(step + 1) / (.75 * Horizon));
            }
        }
    }

    private void Fill(ReadOnlySpan<double> values)
    {
        var largest = 0.0;
        foreach (var value in values)
        {
            largest = double.IsFinite(value) ? Math.Max(largest, Math.Abs(value)) : largest;
        }

        Unit = largest > 0 ? Math.ScaleB(1, Math.Max(-1000, Math.ILogB(largest))) : 1;
        Known = 0;
        var last = double.NaN;
        var (sum, squares, from) = (0.0, 0.0, Math.Max(0, Count - Math.Max(42 * Horizon, 100)));
        for (var i = 0; i < values.Length; i++)
        {
            var known = double.IsFinite(values[i]);
            Raw[i] = known ? values[i] / Unit : double.NaN;
            Known += known ? 1 : 0;
            last = known ? Raw[i] : last;
            Filled[i] = last;
            sum += i >= from ? last : 0;
        }

        var mean = sum / Math.Max(1, Count - from);
        for (var i = from; i < Count; i++)
        {
            squares += (Filled[i] - mean) * (Filled[i] - mean);
        }

        Spread = Math.Max(Math.Sqrt(squares / Math.Max(1, Count - from)), 1e-12);
    }
}
