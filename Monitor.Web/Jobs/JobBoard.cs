using Quartz;
using Quartz.Extensibility;

namespace Monitor.Web.Jobs;

/// <summary>One job as the page shows it. Durations and times are those of the last run on any node.</summary>
public sealed record JobRow(
    string Name, string Title, string Schedule, DateTimeOffset? LastRunAt, TimeSpan? LastDuration, bool? LastSucceeded, string? LastFailure,
    DateTimeOffset? NextRunAt, long Runs, long Failures);

/// <summary>One run of a job.</summary>
public sealed record JobRun(DateTimeOffset At, TimeSpan Duration, bool Succeeded, string? Failure, string Node, bool IsManual);

/// <summary>What the jobs page shows.</summary>
public sealed class JobBoard(IEnumerable<MonitorJob> jobs, ISchedulerFactory schedulers, IExecutionHistoryStore history)
{
    private const int RunsShown = 20;

    public async Task<IReadOnlyList<JobRow>> ReadAsync(CancellationToken cancellationToken)
    {
        var scheduler = await schedulers.GetScheduler(cancellationToken);
        var rows = new List<JobRow>();
        foreach (var job in jobs.OrderBy(j => j.Title, StringComparer.Ordinal))
        {
            var status = await history.GetJobRunStatus(JobsSetup.SchedulerName, new JobKey(job.Name), cancellationToken);
            var trigger = await scheduler.GetTrigger(new TriggerKey(job.Name), cancellationToken);
            var succeeded = status?.LastFiredAtUtc is null ? (bool?)null : status.LastSucceededAtUtc == status.LastFiredAtUtc;
            rows.Add(new JobRow(
                job.Name, job.Title, job.Schedule.ToString(), status?.LastFiredAtUtc, status?.LastDuration, succeeded,
                succeeded == false ? status?.LastFailureMessage : null, trigger?.NextFireTimeUtc, status?.RunCount ?? 0, status?.FailureCount ?? 0));
        }

        return rows;
    }

    /// <summary>When the newest runs of one job that went well began, on whatever node.</summary>
    public async Task<IReadOnlyList<DateTimeOffset>> GoodRunsAsync(string name, CancellationToken cancellationToken) =>
        [.. (await RunsAsync(name, cancellationToken)).Where(r => r.Succeeded).Select(r => r.At)];

    /// <summary>The newest runs of one job, newest first.</summary>
    public async Task<IReadOnlyList<JobRun>> RunsAsync(string name, CancellationToken cancellationToken)
    {
        var page = await history.QueryExecutions(
            new ExecutionHistoryQuery { SchedulerName = JobsSetup.SchedulerName, Job = new JobKey(name), Take = RunsShown }, cancellationToken);
        return [.. page.Items.Select(e => new JobRun(e.FiredAtUtc, e.Duration, e.Succeeded, e.ExceptionMessage, e.SchedulerInstanceId ?? "", e.Manual == true))];
    }
}
