namespace Monitor.Domain.Forecasting;

/// <summary>How far a series is on a grid.</summary>
public enum ForecastState
{
    /// <summary>Too little history yet: nothing is made up.</summary>
    Learning,

    Ready,

    /// <summary>Nothing came of late, so that nothing is foretold.</summary>
    Silent,

    /// <summary>The model could not: the job says why, and tries again as planned.</summary>
    Failed,
}

/// <summary>What is to be done for one series on one grid, and how far it was done. Its row is the lock that keeps two servers from doing it at once.</summary>
public sealed class ForecastTask
{
    public int SeriesId { get; set; }

    public ForecastGrid Grid { get; set; }

    /// <summary>The series' stream: series of one stream are read together.</summary>
    public int StreamId { get; set; }

    public DateTimeOffset DueAt { get; set; }

    public ForecastState State { get; set; }

    /// <summary>The beginning of the newest forecast by the series' own model; null before the first.</summary>
    public DateTimeOffset? LatestStartsAt { get; set; }

    /// <summary>Forecasts that ended by then were graded, or could not be; it only grows, so that nothing is graded twice.</summary>
    public DateTimeOffset GradedUntil { get; set; }
}
