namespace Monitor.Domain.Forecasting;

/// <summary>The physical range of a metric, both ends inclusive, in its unit; an open end is infinite.</summary>
public readonly record struct ValueRange(double Minimum, double Maximum)
{
    public static ValueRange Any { get; } = new(double.NegativeInfinity, double.PositiveInfinity);

    public static ValueRange ZeroUpwards { get; } = new(0, double.PositiveInfinity);

    public static ValueRange Percent { get; } = new(0, 100);

    /// <summary>The nearest value of the range; no number stays no number.</summary>
    public double Clamp(double value) => Math.Max(Minimum, Math.Min(Maximum, value));
}
