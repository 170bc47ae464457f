using System.Globalization;
using Monitor.Domain.Metrics;

namespace Monitor.Domain.Forecasting;

/// <summary>How sure a forecast is, in words for people who do not read quantiles.</summary>
public static class ForecastWords
{
    /// <summary>A probability (0 to 1) in a word.</summary>
    public static string Chance(double probability) => probability switch
    {
        >= 0.95 => "almost certain",
        >= 0.8 => "very likely",
        >= 0.6 => "likely",
        >= 0.4 => "as likely as not",
        >= 0.2 => "unlikely",
        _ => "very unlikely",
    };

    /// <summary>A probability as a percentage without false precision: never 0 % or 100 %.</summary>
    public static string Percent(double probability) => probability switch
    {
        < 0.01 => "below 1 %",
        > 0.99 => "over 99 %",
        _ => (Math.Clamp(probability, 0, 1) * 100).ToString("0", CultureInfo.InvariantCulture) + " %",
    };

    /// <summary>A share of 1 as a percentage, such as of grades; a dash where there is none.</summary>
    public static string Percent(double? share) => share is { } s && !double.IsNaN(s) ? (s * 100).ToString("0.#", CultureInfo.InvariantCulture) + " %" : "–";

    /// <summary>How sure a value is, by the width of its 80 % band: against 100 for percentages, else against the value itself.</summary>
    public static string Sureness(double value, double low80, double high80, MetricUnit unit)
    {
        var scale = unit == MetricUnit.Percent ? 100 : Math.Max(Math.Abs(value), Math.Max(Math.Abs(low80), Math.Abs(high80)));
        return (scale > 0 ? (high80 - low80) / scale : 0) switch
        {
            <= 0.03 => "very sure",
            <= 0.1 => "sure",
            <= 0.3 => "fairly sure",
            <= 0.6 => "unsure",
            _ => "very unsure",
        };
    }

    /// <summary>A skill (1 is perfect, 0 as good as the naive forecast) as how much less error there was.</summary>
    public static string Skill(double? skill) => skill switch
    {
        null => "–",
        { } s when double.IsNaN(s) => "–",
        > 0.005 => Number(skill.Value) + " % better",
        < -9.99 => "over 10 times worse",
        < -0.005 => Number(-skill.Value) + " % worse",
        _ => "as good",
    };

    /// <summary>An error in its metric's unit; small ones keep two digits, so that none is called 0 that is not.</summary>
    public static string Error(double? error, MetricUnit unit) => error is { } e && Math.Abs(e) is > 0 and < 1 && unit is MetricUnit.Percent or MetricUnit.None or MetricUnit.Count
        ? error!.Value.ToString("0.##", CultureInfo.InvariantCulture) + (unit == MetricUnit.Percent ? " %" : "")
        : ValueText.Of(error, unit);

    /// <summary>Whether bands held as often as they should: a hundred values or more are wanted before anything is said.</summary>
    public static string Coverage(double? covered, double wanted, int values) => covered is not { } share || values < 100 ? "too few values yet"
        : share < wanted - 0.05 ? "too narrow"
        : share > wanted + (1 - wanted) * 0.6 ? "too wide"
        : "as it should be";

    /// <summary>How far a grid looks, as horizons are called.</summary>
    public static string Reach(ForecastGrid grid) => grid switch
    {
        ForecastGrid.Near => "24 min",
        ForecastGrid.Short => "4 h",
        ForecastGrid.Day => "24 h",
        _ => "7 d",
    };

    /// <summary>Why a horizon has no value.</summary>
    /// <param name="state">Of the series on the horizon's grid; null where it is not forecast on it.</param>
    public static string Missing(ForecastState? state) => state switch
    {
        null => "not forecast by seconds",
        ForecastState.Learning => "learning",
        ForecastState.Silent => "nothing came of late",
        ForecastState.Failed => "the model could not",
        _ => "the next one is due",
    };

    /// <summary>When something will be full, or why that is not said, in a few words.</summary>
    public static string Full(CapacityReason reason) => reason switch
    {
        CapacityReason.Learning => "learning: two days of history are the minimum",
        CapacityReason.Steady => "not within 90 days, as it looks now",
        CapacityReason.Sawtooth => "goes up and down and comes back, as with logs that are rotated",
        CapacityReason.Dropped => "fell clearly a short while ago: no outlook for now",
        CapacityReason.Growing => "grows day by day",
        CapacityReason.Runaway => "grows much faster than it ever did",
        _ => "is full now",
    };

    /// <summary>Models as people call them.</summary>
    public static string Model(string name) => name switch
    {
        "last" => "Last value",
        "seasonal_naive" => "As a day before",
        "linear" => "Straight line",
        "theta" => "Theta",
        "holt_winters" => "Holt-Winters, damped",
        "sarima12" => "SARIMA, season 12",
        "sarima288" => "SARIMA, season 288",
        "blend" => "Adaptive blend",
        _ => name,
    };

    private static string Number(double share) => (share * 100).ToString("0", CultureInfo.InvariantCulture);
}
