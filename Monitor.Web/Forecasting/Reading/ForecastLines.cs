using Monitor.Domain.Forecasting;
using Monitor.Web.Access;

namespace Monitor.Web.Forecasting;

/// <summary>The newest forecast of a series on one grid; without a forecast while it is learning or silent.</summary>
public sealed record LatestForecast(SeriesLine Series, ForecastGrid Grid, ForecastState State, StoredForecast? Stored);

/// <summary>What is foretold for one horizon: the expected value with its bands, of a stretch the mean of its steps; the moment is its end.</summary>
public sealed record HorizonValue(ForecastHorizon Horizon, DateTimeOffset At, double Value, double Low80, double High80, double Low95, double High95, string Model, DateTimeOffset IssuedAt);

/// <summary>A forecast that was made, and what happened in its steps; not a number where that is not known.</summary>
public sealed record PastForecast(StoredForecast Stored, IReadOnlyList<double> Actual);

/// <summary>Grades added up. The key is what they are grouped by, in words or numbers.</summary>
public sealed record ScoreLine(string Key, ForecastHorizon Horizon, string Model, int Forecasts, ForecastGrade Grade);

/// <summary>Something that will break: by a rule that foresees it, or because it will be full.</summary>
public sealed record BreakLine(SeriesLine Series, double Limit, double? Probability, DateTimeOffset? EarliestAt, DateTimeOffset? ExpectedAt, DateTimeOffset? LatestAt)
{
    public CapacityReason? Reason { get; init; }

    public Prediction? Prediction { get; init; }
}

/// <summary>Which grades.</summary>
public sealed record ScoreFilter(DateOnly From, DateOnly To)
{
    public int? HostId { get; init; }

    /// <summary>With all groups below it.</summary>
    public int? GroupId { get; init; }

    public int? SeriesId { get; init; }

    public string? Metric { get; init; }

    public string? Model { get; init; }

    public short? Horizon { get; init; }
}

/// <summary>What grades are added up by, beside horizon and model.</summary>
public enum ScoreBy
{
    Fleet,
    Metric,
    Host,
    Series,
    Day,
    Week,
}
