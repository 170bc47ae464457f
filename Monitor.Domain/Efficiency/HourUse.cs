namespace Monitor.Domain.Efficiency;

/// <summary>How much of a resource was used in an hour, in percent of what there is. Not a number: not known.</summary>
/// <param name="Mean">Over the hour.</param>
/// <param name="Peak">The highest sample of the hour.</param>
public readonly record struct HourUse(double Mean, double Peak)
{
    public static HourUse Unknown { get; } = new(double.NaN, double.NaN);

    public bool IsKnown => !double.IsNaN(Mean);

    /// <summary>What the resource must bear: half-way from the mean to the peak. One busy second does not make an hour busy, twenty busy minutes do.</summary>
    public double Pressure => double.IsNaN(Peak) || Peak < Mean ? Mean : (Mean + Peak) / 2;
}
