using Monitor.Web.Store.Logs.Sealing;
using Quartz;

namespace Monitor.Web.Metrics;

/// <summary>Seals the lines of logs of hours that are closed, and makes one of the small chunks of days that are over.</summary>
[DisallowConcurrentExecution]
internal sealed class LogSealJob(LogSealing sealing, ILogger<LogSealJob> logger) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        if (await sealing.TryRunAsync(cancellationToken) is not { } report)
        {
            return;
        }

        if (report.Lines > 0 || report.Merged > 0)
        {
            logger.LogInformation("Sealed {Lines} lines of logs, merged {Chunks} chunks of days that are over", report.Lines, report.Merged);
        }

        if (report.Failures.Count > 0)
        {
            throw new AggregateException("Some lines of logs could not be sealed for what is in them; they stay where they are, all others are sealed.", report.Failures);
        }
    }
}
