namespace Monitor.Domain.Forecasting;

/// <summary>The grades of a day: of one series, one horizon and one model, added up.</summary>
public sealed class ForecastScore
{
    public int SeriesId { get; set; }

    /// <summary><see cref="ForecastHorizon.Code"/>.</summary>
    public short Horizon { get; set; }

    public required string Model { get; set; }

    /// <summary>The day (UTC) that the horizon's time came.</summary>
    public DateOnly Day { get; set; }

    /// <summary>How many forecasts.</summary>
    public int Forecasts { get; set; }

    public int Count { get; set; }

    public double AbsoluteError { get; set; }

    public double Pinball { get; set; }

    public int In80 { get; set; }

    public int In95 { get; set; }

    public double NaiveError { get; set; }

    public double SeasonalError { get; set; }

    public int SeasonalCount { get; set; }

    public double ErrorBesideSeasonal { get; set; }

    public ForecastGrade Grade =>
        new(Count, AbsoluteError, Pinball, In80, In95, NaiveError, SeasonalError, SeasonalCount, ErrorBesideSeasonal);
}
