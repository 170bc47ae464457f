using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Web.Access;
using Monitor.Web.Live;
using Quartz;

namespace Monitor.Web.Jobs;

/// <summary>The one thing that a person can do with a job: run it now.</summary>
public sealed class JobStarter(
    IEnumerable<MonitorJob> jobs, ISchedulerFactory schedulers, IDbContextFactory<MonitorDb> contexts, AuditLog audit, LiveFeed live)
{
    /// <summary>Runs a job now, on whichever node is free; false when there is no such job.</summary>
    public async Task<bool> RunNowAsync(Actor actor, string name, CancellationToken cancellationToken)
    {
        if (!actor.May(Permissions.JobsManage))
        {
            throw new AccessRefusedException(Permissions.JobsManage);
        }

        if (!jobs.Any(j => j.Name == name))
        {
            return false;
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        audit.Add(db, actor, "job.run_now", "job", name, null, null);
        await db.SaveChangesAsync(cancellationToken);
        var scheduler = await schedulers.GetScheduler(cancellationToken);
        await scheduler.TriggerJob(new JobKey(name), null, cancellationToken);
        live.Publish(LiveFeed.Jobs);
        return true;
    }

    /// <summary>For a slice whose work was asked for by somebody who may: its job need not wait for its next time. Nothing where there is no such job.</summary>
    public async Task WakeAsync(string name, CancellationToken cancellationToken)
    {
        if (!jobs.Any(j => j.Name == name))
        {
            return;
        }

        var scheduler = await schedulers.GetScheduler(cancellationToken);
        await scheduler.TriggerJob(new JobKey(name), null, cancellationToken);
    }
}
