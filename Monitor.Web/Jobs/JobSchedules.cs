using Quartz;

namespace Monitor.Web.Jobs;

/// <summary>
/// Brings the stored schedules in line with what the slices registered: new jobs are added, a changed interval replaces the old one, what is unchanged is
/// left as it runs, and what no slice registers any more is removed. Nodes that start together do the same thing twice, which is harmless.
/// </summary>
internal sealed class JobSchedules(ISchedulerFactory schedulers, IEnumerable<MonitorJob> jobs, JobTime time, ILogger<JobSchedules> logger) : IHostedService
{
    /// <summary>Nodes may be this far apart in what they think what time it is.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(10);

    /// <summary>From here on the scheduler leaves a run to its look for missed ones, a minute later.</summary>
    private static readonly TimeSpan Missed = TimeSpan.FromMinutes(1);

    /// <summary>After an outage a job runs once and at once: not for every time that it missed, and not only when it is due again.</summary>
    private const SimpleTriggerMisfireInstruction AfterMisses = SimpleTriggerMisfireInstruction.FireNow;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var scheduler = await schedulers.GetScheduler(cancellationToken);
        var wanted = jobs.ToList();
        foreach (var job in wanted)
        {
            await ScheduleAsync(scheduler, job, time.Clock.GetUtcNow(), cancellationToken);
        }

        foreach (var stored in (await scheduler.QueryJobs(new JobQuery(), cancellationToken)).Items.Where(k => wanted.All(j => j.Name != k.Key.Name)))
        {
            logger.LogInformation("Job {Job} is no longer part of the product and is removed", stored.Key.Name);
            await scheduler.DeleteJob(stored.Key, cancellationToken);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>True: it is due later than it can be, so the clock was set back since; or it waits and was due long ago, so the clock was set forward.</summary>
    public static bool IsAstray(MonitorJob job, DateTimeOffset? dueAt, TriggerState state, DateTimeOffset now) =>
        dueAt > now + job.Schedule.Interval + Slack || (state == TriggerState.Normal && dueAt < now - Missed);

    public static async Task ScheduleAsync(IScheduler scheduler, MonitorJob job, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var key = new TriggerKey(job.Name);
        var trigger = await scheduler.GetTrigger(key, cancellationToken);
        var state = await scheduler.GetTriggerState(key, cancellationToken);
        if (trigger is ISimpleTrigger simple && simple.RepeatInterval == job.Schedule.Interval && simple.MisfireInstruction == AfterMisses
            && !IsAstray(job, trigger.NextFireTimeUtc, state, now) && state is not (TriggerState.Error or TriggerState.Complete or TriggerState.None))
        {
            return;
        }

        var detail = job.Detail();
        var schedule = TriggerBuilder.Create().WithIdentity(key).ForJob(detail).StartAt(now)
            .WithSimpleSchedule(s => s.WithInterval(job.Schedule.Interval).RepeatForever().WithMisfireInstruction(AfterMisses)).Build();
        await scheduler.ScheduleJob(detail, [schedule], new ScheduleJobOptions { Replace = true }, cancellationToken);
    }
}
