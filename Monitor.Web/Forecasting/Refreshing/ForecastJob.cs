using Microsoft.Extensions.Options;
using Quartz;

namespace Monitor.Web.Forecasting.Refreshing;

/// <summary>Forecasts what is due and grades what has come.</summary>
internal sealed class ForecastJob(ForecastRefresher refresher, IOptions<ForecastingOptions> options, ILogger<ForecastJob> logger) : IJob
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        if (!options.Value.Enabled)
        {
            return;
        }

        var report = await refresher.RunAsync(cancellationToken);
        if (report.Skipped > 0)
        {
            logger.LogWarning(
                "{Skipped} forecasts were skipped, because forecasting is behind; it may use {Seconds} s of a core a minute (Forecasting:CpuSecondsPerMinute)",
                report.Skipped, options.Value.CpuSecondsPerMinute);
        }

        if (report.Failures.Count > 0)
        {
            throw new AggregateException("Some series could not be forecast by their models; all others are.", report.Failures);
        }
    }
}
