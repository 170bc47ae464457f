using Monitor.Web.Hosting;
using Quartz;

namespace Monitor.Web.Jobs;

/// <summary>The scheduler's clock: the machine's own, whatever clock the rest of the application judges by.</summary>
internal sealed record JobTime(TimeProvider Clock);

/// <summary>
/// The scheduler keeps by the wall clock when each job is due. Where that clock is set back, every job would stand still for as long as the step, and
/// where it is set forward, until the scheduler looks for what it missed. This looks now and then, by the monotonic clock, and lets such jobs run now.
/// </summary>
internal sealed class JobClock(
    ISchedulerFactory schedulers, IEnumerable<MonitorJob> jobs, JobTime time, HealthBoard board, ILogger<JobClock> logger) : SupervisedLoop(board, time.Clock, logger)
{
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(15);

    private readonly ILogger _log = logger;
    private readonly Dictionary<string, MonitorJob> _jobs = jobs.ToDictionary(j => j.Name);

    protected override async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await Task.Delay(Between, time.Clock, cancellationToken);
            var scheduler = await schedulers.GetScheduler(cancellationToken);
            var now = time.Clock.GetUtcNow();
            foreach (var trigger in (await scheduler.QueryTriggers(new TriggerQuery(), cancellationToken)).Items)
            {
                if (_jobs.TryGetValue(trigger.Key.Name, out var job) && JobSchedules.IsAstray(job, trigger.NextFireTimeUtc, trigger.State, now))
                {
                    _log.LogWarning("Job {Job} was due at {DueAt}, because the clock was set; it runs now", job.Name, trigger.NextFireTimeUtc);
                    await JobSchedules.ScheduleAsync(scheduler, job, now, cancellationToken);
                }
            }
        }
    }
}
