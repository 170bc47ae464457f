using Monitor.Web.Hosting;
using Monitor.Web.Live;
using Quartz;

namespace Monitor.Web.Jobs;

/// <summary>Sees every run on this node: a job that throws is shown as degraded until it has run well again, and open pages are woken.</summary>
internal sealed class JobWatch(HealthBoard board, LiveFeed live, ILogger<JobWatch> logger) : IJobListener
{
    public string Name => nameof(JobWatch);

    public ValueTask JobWasExecuted(IJobExecutionContext context, JobExecutionException? jobException, CancellationToken cancellationToken)
    {
        var job = context.JobDetail.Key.Name;
        if (jobException is null)
        {
            board.Good(Part(job));
        }
        else
        {
            var cause = jobException.InnerException ?? jobException;
            board.Degraded(Part(job), $"failed ({cause.GetType().Name}) and runs again as scheduled");
            logger.LogError(cause, "Job {Job} failed after {Duration}; it runs again as scheduled", job, context.JobRunTime);
        }

        live.Publish(LiveFeed.Jobs);
        return ValueTask.CompletedTask;
    }

    private static string Part(string job) => $"job {job}";
}
