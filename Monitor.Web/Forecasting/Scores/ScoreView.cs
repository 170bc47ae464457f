using Monitor.Domain.Forecasting;
using Monitor.Domain.Metrics;
using Monitor.Web.Forecasting.Predictions;

namespace Monitor.Web.Forecasting.Scores;

/// <summary>A line of the scoreboard: what it is about, grades added up, and where a click leads.</summary>
/// <param name="Unit">Of its errors; null where several units are added up, whose errors say nothing.</param>
public sealed record ScoreRow(string Title, string Note, int Forecasts, ForecastGrade Grade, MetricUnit? Unit, string? Address = null);

/// <summary>A week and its grades.</summary>
public sealed record ScoreWeek(DateOnly Monday, int Forecasts, ForecastGrade Grade);

/// <summary>Which grades a reader asks for: what stands in the address.</summary>
public sealed record ScoreAsk(ForecastHorizon Horizon, int Days, int? HostId, int Page)
{
    public static IReadOnlyList<int> Ranges { get; } = [7, 28, 90];

    public static ScoreAsk Read(string? horizon, int? days, int? hostId, int? page) => new(
        ForecastHorizons.Find(horizon) ?? ForecastHorizons.Find("4h")!, days is { } d && Ranges.Contains(d) ? d : 28, hostId, Math.Clamp(page ?? 1, 1, 1000));
}

/// <summary>The scoreboard of what the reader may see.</summary>
public sealed record ScoreView
{
    public required int Forecasts { get; init; }

    public required ForecastGrade Total { get; init; }

    public required IReadOnlyList<ScoreRow> Metrics { get; init; }

    public required IReadOnlyList<ScoreRow> Models { get; init; }

    public required IReadOnlyList<ScoreWeek> Weeks { get; init; }

    /// <summary>The worst against the naive forecast first; one page of them.</summary>
    public required IReadOnlyList<ScoreRow> Series { get; init; }

    public required int SeriesCount { get; init; }

    public required PredictionScore Predictions { get; init; }
}
