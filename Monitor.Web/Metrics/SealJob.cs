using Monitor.Web.Store.Sealing;
using Quartz;

namespace Monitor.Web.Metrics;

/// <summary>Seals the hours that are closed, merges what came late, and the hours of days that are over.</summary>
[DisallowConcurrentExecution]
internal sealed class SealJob(SampleSealing sealing, ILogger<SealJob> logger) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        if (await sealing.TryRunAsync(cancellationToken) is not { } report)
        {
            return;
        }

        if (report != new SealReport(0, 0, 0, 0))
        {
            logger.LogInformation(
                "Sealed {Hours} hours with {Samples} samples, merged {LateRows} late rows and {Days} days", report.Hours, report.Samples, report.LateRows, report.Days);
        }

        if (report.Failures.Count > 0)
        {
            throw new AggregateException("Some samples could not be sealed for what is in them; they stay where they are, all others are sealed.", report.Failures);
        }
    }
}
