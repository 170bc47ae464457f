using Monitor.Domain.Metrics;
using Quartz;

namespace Monitor.Web.Jobs;

/// <summary>When a job runs: again and again, this far apart.</summary>
public readonly record struct JobSchedule(TimeSpan Interval)
{
    public static JobSchedule Every(TimeSpan interval) => new(interval);

    public override string ToString() => $"every {ValueText.Duration(Interval)}";
}

/// <summary>A job as a slice registered it. The name is its key in the scheduler's tables; the title is for people.</summary>
public sealed record MonitorJob(string Name, string Title, JobSchedule Schedule, Func<IJobDetail> Detail);
