using Quartz;

namespace Monitor.Web.Jobs;

/// <summary>
/// Brings the stored schedules in line with what the slices registered: new jobs are added, a changed interval replaces the old one, what is unchanged is
/// left as it runs, and what no slice registers any more is removed. Nodes that start together do the same thing twice, which is harmless.
/// </summary>
internal sealed class JobSchedules(ISchedulerFactory schedulers, IEnumerable<MonitorJob> jobs, ILogger<JobSchedules> logger) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var scheduler = await schedulers.GetScheduler(cancellationToken);
        var wanted = jobs.ToList();
        foreach (var job in wanted)
        {
            await ScheduleAsync(scheduler, job, cancellationToken);
        }

        foreach (var stored in (await scheduler.QueryJobs(new JobQuery(), cancellationToken)).Items.Where(k => wanted.All(j => j.Name != k.Key.Name)))
        {
            logger.LogInformation("Job {Job} is no longer part of the product and is removed", stored.Key.Name);
            await scheduler.DeleteJob(stored.Key, cancellationToken);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static async Task ScheduleAsync(IScheduler scheduler, MonitorJob job, CancellationToken cancellationToken)
    {
        var key = new TriggerKey(job.Name);
        var trigger = await scheduler.GetTrigger(key, cancellationToken);
        var state = await scheduler.GetTriggerState(key, cancellationToken);
        if (trigger is ISimpleTrigger simple && simple.RepeatInterval == job.Schedule.Interval && state is not (TriggerState.Error or TriggerState.Complete or TriggerState.None))
        {
            return;
        }

        var detail = job.Detail();
        var schedule = TriggerBuilder.Create().WithIdentity(key).ForJob(detail)
            .WithSimpleSchedule(s => s.WithInterval(job.Schedule.Interval).RepeatForever()).Build();
        await scheduler.ScheduleJob(detail, [schedule], new ScheduleJobOptions { Replace = true }, cancellationToken);
    }
}
