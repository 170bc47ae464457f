using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Monitor.Data;
using Monitor.Web.Store;
using Quartz;

namespace Monitor.Web.Detection.Hosts;

/// <summary>Lets patterns expire that have stopped coming, and deletes what is past its retention.</summary>
internal sealed class AnomalySweepJob(AnomalySweep sweep, ILogger<AnomalySweepJob> logger) : IJob
{
    public static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        var (expired, deleted) = await sweep.RunAsync(cancellationToken);
        if (expired > 0 || deleted > 0)
        {
            logger.LogInformation("{Expired} patterns stopped coming and expired; {Deleted} anomalies are past their retention and were deleted", expired, deleted);
        }
    }
}

/// <summary>Safe to run on several servers, and twice.</summary>
public sealed class AnomalySweep(IDbContextFactory<MonitorDb> contexts, PatternBook patterns, IOptions<RetentionOptions> retention, TimeProvider time)
{
    private const int AtOnce = 5000;

    public async Task<(int Expired, int Deleted)> RunAsync(CancellationToken cancellationToken)
    {
        var expired = await patterns.ExpireAsync(cancellationToken);
        var before = time.GetUtcNow() - retention.Value.Anomalies;
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await db.AnomalyPatterns.Where(p => p.ExpiredAt < before).ExecuteDeleteAsync(cancellationToken);

        // Labels go with their anomaly. Some at once, so that nothing is locked for long.
        var deleted = 0;
        for (var some = AtOnce; some == AtOnce; deleted += some)
        {
            var old = db.Anomalies.Where(a => a.BeganAt < before && a.EndedAt != null).OrderBy(a => a.BeganAt).Select(a => a.Id).Take(AtOnce);
            some = await db.Anomalies.Where(a => old.Contains(a.Id)).ExecuteDeleteAsync(cancellationToken);
        }

        return (expired, deleted);
    }
}
