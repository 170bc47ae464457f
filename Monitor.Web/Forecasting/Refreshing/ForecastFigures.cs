using Monitor.Web.Hosting;

namespace Monitor.Web.Forecasting.Refreshing;

/// <summary>What forecasting costs and whether it keeps up, as series of the product itself.</summary>
public sealed class ForecastFigures
{
    private long _made;
    private long _skipped;
    private long _graded;

    public ForecastFigures(SelfMetrics metrics, ForecastBudget budget)
    {
        metrics.AddRate("monitor.forecasts_per_second", () => Interlocked.Read(ref _made));
        metrics.AddRate("monitor.forecasts_graded_per_second", () => Interlocked.Read(ref _graded));
        metrics.AddRate("monitor.forecasts_skipped_per_second", () => Interlocked.Read(ref _skipped));
        metrics.AddRate("monitor.forecast_cpu_percent", () => budget.Spent * 100);
        metrics.AddGauge("monitor.forecasts_waiting", () => Waiting);
        metrics.AddGauge("monitor.forecasts_behind_seconds", () => Behind.TotalSeconds);
    }

    /// <summary>Series that were due when the last round ended.</summary>
    public long Waiting { get; set; }

    /// <summary>How long the one of them that waits longest has been due.</summary>
    public TimeSpan Behind { get; set; }

    public long Skipped => Interlocked.Read(ref _skipped);

    public void Add(int made, int graded, int skipped)
    {
        Interlocked.Add(ref _made, made);
        Interlocked.Add(ref _graded, graded);
        Interlocked.Add(ref _skipped, skipped);
    }
}
