using Quartz;

namespace Monitor.Web.Forecasting.Predictions;

/// <summary>Looks what has become of predictions.</summary>
internal sealed class PredictionSweepJob(PredictionSweep sweep) : IJob
{
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken) => await sweep.RunAsync(cancellationToken);
}
