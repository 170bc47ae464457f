using Monitor.Domain.Forecasting;

namespace Monitor.Web.Forecasting.Refreshing;

/// <summary>What a round found for one series: nothing of it is kept before all of it is written in one transaction.</summary>
internal sealed record SeriesOutcome(ClaimedTask Task, ForecastState State, DateTimeOffset GradedUntil)
{
    /// <summary>By the series' own model.</summary>
    public MadeForecast? Own { get; init; }

    /// <summary>By the one that is compared with it.</summary>
    public MadeForecast? Beside { get; init; }

    public LimitOutlook? Outlook { get; init; }

    public Exception? Failure { get; init; }

    /// <summary>The past that it was made from, as its first training.</summary>
    public SeriesHistory? History { get; init; }
}

/// <summary>A forecast and who made it.</summary>
internal sealed record MadeForecast(string Model, int? RunId, Forecast Forecast);
