namespace Monitor.Domain.Forecasting;

/// <summary>How far ahead somebody asks, and where a grid answers it: one step, or all steps up to it.</summary>
/// <param name="Code">What tables store.</param>
/// <param name="Name">What programs say, such as <c>60m</c>.</param>
/// <param name="FirstStep">The first step that counts for it, from 0.</param>
/// <param name="Steps">How many steps count: one for a moment, more for a stretch of time.</param>
/// <param name="Ahead">From the forecast's beginning to the end of its last step.</param>
/// <param name="Title">With its unit, for tables.</param>
/// <param name="Words">For sentences.</param>
public sealed record ForecastHorizon(short Code, string Name, ForecastGrid Grid, int FirstStep, int Steps, TimeSpan Ahead, string Title, string Words)
{
    public long Seconds => (long)Ahead.TotalSeconds;

    public bool IsStretch => Steps > 1;

    /// <summary>The step that is shown for it: its last.</summary>
    public int LastStep => FirstStep + Steps - 1;
}

/// <summary>The one table of horizons.</summary>
public static class ForecastHorizons
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    public static IReadOnlyList<ForecastHorizon> All { get; } =
    [
        Moment(1, "near-10s", ForecastGrid.Near, 10 * Second, "10 s", "in 10 seconds"),
        Moment(2, "near-60s", ForecastGrid.Near, 60 * Second, "60 s", "in a minute"),
        Moment(3, "near-5m", ForecastGrid.Near, 5 * Minute, "5 min", "in 5 minutes"),
        Moment(4, "near-10m", ForecastGrid.Near, 10 * Minute, "10 min", "in 10 minutes, by samples"),
        Moment(5, "near-24m", ForecastGrid.Near, 24 * Minute, "24 min", "in 24 minutes"),
        Moment(11, "10m", ForecastGrid.Short, 10 * Minute, "10 min", "in 10 minutes"),
        Moment(12, "60m", ForecastGrid.Short, 60 * Minute, "1 h", "in an hour"),
        Stretch(13, "4h", ForecastGrid.Short, "4 h", "over the next 4 hours"),
        Moment(21, "300m", ForecastGrid.Day, 5 * Hour, "5 h", "in 5 hours"),
        Moment(22, "600m", ForecastGrid.Day, 10 * Hour, "10 h", "in 10 hours"),
        Moment(23, "1440m", ForecastGrid.Day, 24 * Hour, "24 h", "in a day"),
        Stretch(24, "24h", ForecastGrid.Day, "24 h", "over the next 24 hours"),
        Stretch(31, "7d", ForecastGrid.Week, "7 d", "over the next 7 days"),
    ];

    /// <summary>Null for a name that is none.</summary>
    public static ForecastHorizon? Find(string? name) => All.FirstOrDefault(h => h.Name == name);

    public static ForecastHorizon? Find(short code) => All.FirstOrDefault(h => h.Code == code);

    public static IEnumerable<ForecastHorizon> Of(ForecastGrid grid) => All.Where(h => h.Grid == grid);

    private static ForecastHorizon Moment(short code, string name, ForecastGrid grid, TimeSpan ahead, string title, string words) =>
        new(code, name, grid, (int)(ahead / GridShape.Of(grid).Step) - 1, 1, ahead, title, words);

    private static ForecastHorizon Stretch(short code, string name, ForecastGrid grid, string title, string words) =>
        new(code, name, grid, 0, GridShape.Of(grid).Steps, GridShape.Of(grid).Reach, title, words);
}
