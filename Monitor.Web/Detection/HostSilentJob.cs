using Monitor.Web.Jobs;
using Quartz;

namespace Monitor.Web.Detection;

/// <summary>Looks every few seconds for hosts that fell silent or came back.</summary>
internal sealed class HostSilentJob(SilenceWatch watch, JobBoard board) : IJob
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken) =>
        await watch.RunAsync(await board.GoodRunsAsync(nameof(HostSilentJob), cancellationToken), cancellationToken);
}
