using Monitor.Domain.Forecasting;

namespace Monitor.Web.Forecasting.Predictions;

/// <summary>What was just forecast of a series, with the past that it was made from.</summary>
/// <param name="Source">The grid's name.</param>
/// <param name="Model">The model's name.</param>
/// <param name="Forecast">Null while the series is learning: it may still fill up.</param>
public sealed record FreshForecast(int SeriesId, string Source, SeriesHistory History, string Model, Forecast? Forecast)
{
    /// <summary>How many steps back a value is still the value of now.</summary>
    private const int Recent = 3;

    /// <summary>The last known value; NaN where nothing came of late.</summary>
    public double LastValue =>
        History.LastKnown(Math.Max(0, History.Values.Length - Recent), History.Values.Length) is { } last ? History.Values[last] : double.NaN;
}
