namespace Monitor.Domain.Metrics;

/// <summary>A point of a curve: unix milliseconds and a value; NaN marks a gap, where the line is broken.</summary>
public readonly record struct CurvePoint(long Time, double Value);

/// <summary>What all samples of a window say, not only the points that are drawn. NaN where there is no sample.</summary>
public sealed record CurveSummary(long Count, double Average, double Minimum, double Maximum, double Last);

/// <summary>The points of one series in a window, in the order of time, and the summary of all its samples.</summary>
public sealed record Curve(IReadOnlyList<CurvePoint> Points, CurveSummary Summary);
