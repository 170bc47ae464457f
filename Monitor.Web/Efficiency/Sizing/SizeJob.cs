using Monitor.Web.Live;
using Quartz;

namespace Monitor.Web.Efficiency.Sizing;

/// <summary>Proposes sizes once a day.</summary>
internal sealed class SizeJob(SizeLook look, LiveFeed live) : IJob
{
    public static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        if (await look.RunAsync(cancellationToken) > 0)
        {
            live.Publish(LiveFeed.Efficiency);
        }
    }
}
