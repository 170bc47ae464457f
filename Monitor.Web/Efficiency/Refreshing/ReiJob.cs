using Monitor.Web.Live;
using Quartz;

namespace Monitor.Web.Efficiency.Refreshing;

/// <summary>Brings the index up to the last hour that is sealed. It looks often, because an hour is sealed when it is sealed; there is something to do once an hour.</summary>
internal sealed class ReiJob(ReiRefresher refresher, LiveFeed live, ILogger<ReiJob> logger) : IJob
{
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(5);

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        var report = await refresher.RunAsync(cancellationToken);
        if (report.Hours > 0)
        {
            logger.LogInformation("Efficiency of {Hosts} hosts brought up by {Hours} hours", report.Hosts, report.Hours);
            live.Publish(LiveFeed.Efficiency);
        }
    }
}
