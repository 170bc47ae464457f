namespace Monitor.Domain.Forecasting;

/// <summary>Compares what was said with what happened.</summary>
public static class Grader
{
    /// <param name="forecast">What was said.</param>
    /// <param name="actual">What happened, step by step from the forecast's beginning; NaN is unknown and not graded. May be shorter than the forecast.</param>
    /// <param name="lastKnown">The last value before the forecast, for the naive comparison; NaN when there was none.</param>
    /// <param name="dayBefore">What was known a day before each step (empty or NaN where nothing was), for the seasonal comparison.</param>
    public static ForecastGrade Grade(Forecast forecast, ReadOnlySpan<double> actual, double lastKnown, ReadOnlySpan<double> dayBefore) => throw new NotImplementedException();
}
