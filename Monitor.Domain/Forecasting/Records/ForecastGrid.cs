namespace Monitor.Domain.Forecasting;

/// <summary>The even grids that series are forecast on; each serves several horizons. The numbers are stored.</summary>
public enum ForecastGrid
{
    Near = 0,
    Short = 1,
    Day = 2,
    Week = 3,
}

/// <summary>How a grid is made: how fine, how far, from how much past, how often, and how long a forecast of it waits to be graded.</summary>
/// <param name="History">As much of the past as is read; fewer values are fewer, not wrong.</param>
/// <param name="Every">How often a series is forecast anew.</param>
/// <param name="KeepEvery">One forecast in so much time is kept for pictures; all others go once they are graded.</param>
public sealed record GridShape(ForecastGrid Grid, TimeSpan Step, int Steps, TimeSpan History, TimeSpan Every, TimeSpan KeepEvery)
{
    private static readonly GridShape[] Shapes =
    [
        new(ForecastGrid.Near, TimeSpan.FromSeconds(10), 144, TimeSpan.FromHours(3), TimeSpan.FromMinutes(1), TimeSpan.FromHours(4)),
        new(ForecastGrid.Short, TimeSpan.FromMinutes(5), 48, TimeSpan.FromDays(10), TimeSpan.FromMinutes(15), TimeSpan.FromHours(4)),
        new(ForecastGrid.Day, TimeSpan.FromHours(1), 24, TimeSpan.FromDays(35), TimeSpan.FromHours(1), TimeSpan.FromDays(1)),
        new(ForecastGrid.Week, TimeSpan.FromHours(1), 168, TimeSpan.FromDays(35), TimeSpan.FromHours(12), TimeSpan.FromHours(12)),
    ];

    public static IReadOnlyList<GridShape> All => Shapes;

    /// <summary>As far as it looks.</summary>
    public TimeSpan Reach => Step * Steps;

    /// <summary>Without a value for so long, nothing is foretold.</summary>
    public TimeSpan Stale => Grid == ForecastGrid.Near ? TimeSpan.FromMinutes(2) : Step * 2;

    /// <summary>Samples have so much time to come late before a forecast is graded by them.</summary>
    public TimeSpan Settle => TimeSpan.FromMinutes(Grid == ForecastGrid.Near ? 1 : 10);

    public static GridShape Of(ForecastGrid grid) => Shapes[(int)grid];

    /// <summary>The beginning of the step that a moment lies in: what is before it is known.</summary>
    public DateTimeOffset Floor(DateTimeOffset time) => new(time.UtcTicks - (time.UtcTicks % Step.Ticks), TimeSpan.Zero);

    /// <summary>Whether a forecast that starts then is the one of its <see cref="KeepEvery"/> that is kept.</summary>
    public bool IsKept(DateTimeOffset startsAt) => startsAt.UtcTicks % KeepEvery.Ticks < Every.Ticks;

    /// <summary>When a series is due again: the same place in each <see cref="Every"/>, which differs from stream to stream so that the work is spread.</summary>
    public DateTimeOffset DueAfter(DateTimeOffset now, int streamId)
    {
        // The golden ratio spreads any number of streams evenly over the time.
        var place = (long)((((uint)streamId * 2654435769u) / (double)uint.MaxValue) * Every.Ticks);
        var passed = (now.UtcTicks - place) % Every.Ticks;
        return new DateTimeOffset(now.UtcTicks - passed + Every.Ticks, TimeSpan.Zero);
    }
}
