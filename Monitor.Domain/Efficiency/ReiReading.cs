namespace Monitor.Domain.Efficiency;

/// <summary>One resource over a window.</summary>
/// <param name="Score">0 to 100; not a number where not known.</param>
/// <param name="Mean">Use in percent.</param>
/// <param name="Pressure">The mean of what it had to bear, in percent.</param>
/// <param name="Below">Share of the hours below the band, 0 to 1.</param>
/// <param name="Above">Share of the hours above it.</param>
/// <param name="BelowAtNight">Share of the nightly hours below the band.</param>
/// <param name="BelowByDay">Share of the others below it.</param>
public sealed record ResourceReading(ResourceKind Resource, double Score, double Mean, double Pressure, double Below, double Above, double BelowAtNight, double BelowByDay)
{
    public bool IsKnown => !double.IsNaN(Score);

    /// <summary>On the way from too little to too much: -1 mostly wasted, 1 mostly starved, 0 neither.</summary>
    public int Side => !IsKnown || (Below <= 0.1 && Above <= 0.1) ? 0 : Above >= Below ? 1 : -1;
}

/// <summary>An index over a window, with what it is made of and why.</summary>
/// <param name="Total">0 to 100.</param>
/// <param name="Parts">By resource.</param>
/// <param name="Confidence">0 to 1: how much of the window, and of what is weighed, is known.</param>
/// <param name="Sentence">Why, for people.</param>
public sealed record ReiReading(double Total, IReadOnlyList<ResourceReading> Parts, double Confidence, string Sentence)
{
    public ResourceReading Of(ResourceKind resource) => Parts[(int)resource];

    public string ConfidenceWord => Confidence switch { < 0.25 => "low", < 0.75 => "medium", _ => "high" };
}
