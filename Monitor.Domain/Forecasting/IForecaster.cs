namespace Monitor.Domain.Forecasting;

/// <summary>A model that forecasts a series from its own past. Pure and safe for many threads; what it keeps between calls is memory for calculations, never data.</summary>
public interface IForecaster
{
    /// <summary>How settings, tables and commands call it, such as <c>seasonal_naive</c>.</summary>
    string Name { get; }

    /// <summary>The fewest known values it wants; with fewer it is still learning.</summary>
    int MinimumValues { get; }

    /// <summary>Forecasts the steps after the history's end; null while the history is too short, for nothing is made up.</summary>
    Forecast? Run(SeriesHistory history, int steps);
}
