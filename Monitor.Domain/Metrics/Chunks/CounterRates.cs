namespace Monitor.Domain.Metrics.Chunks;

/// <summary>
/// The rate per second of something that only grows. Where it is smaller than before, it began again: what it counted in between is not known, so that there is
/// no rate, rather than a spike or a negative one.
/// </summary>
public struct CounterRates
{
    private long _time;
    private double _value = double.NaN;

    public CounterRates()
    {
    }

    /// <summary>How often it began again.</summary>
    public int Resets { get; private set; }

    /// <summary>The rate since the value before, rounded to a thousandth; NaN for the first value, after a reset and where the value is missing.</summary>
    public double Next(long time, double value)
    {
        if (double.IsNaN(value))
        {
            return double.NaN;
        }

        var rate = time > _time && value >= _value && double.IsFinite(value) && double.IsFinite(_value)
            ? Math.Round((value - _value) * 1000 / (time - _time), 3)
            : double.NaN;
        Resets += value < _value ? 1 : 0;
        (_time, _value) = (time, value);
        return rate;
    }
}
