using Monitor.Web.Store;
using Quartz;

namespace Monitor.Web.Metrics;

/// <summary>Drops the samples that are older than they are to be kept.</summary>
internal sealed class RetentionJob(SampleRetention retention, ILogger<RetentionJob> logger) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        var dropped = await retention.DropAsync(cancellationToken);
        if (dropped.Count > 0)
        {
            logger.LogInformation("Dropped {Count} partitions that are past their retention: {Names}", dropped.Count, string.Join(", ", dropped));
        }
    }
}
