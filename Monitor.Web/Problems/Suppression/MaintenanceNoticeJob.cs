using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Notifications;
using Monitor.Domain.Problems.Ledger;
using Monitor.Domain.Problems.Suppression;
using Monitor.Web.Live;
using Npgsql;
using Quartz;

namespace Monitor.Web.Problems.Suppression;

/// <summary>Tells when maintenance is about to begin, begins and ends.</summary>
internal sealed class MaintenanceNoticeJob(MaintenanceNotices notices) : IJob
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken) => await notices.TellAsync(cancellationToken);
}

/// <summary>Writes each notice of an occurrence once, however many nodes look and however often: its key is unique.</summary>
public sealed class MaintenanceNotices(IDbContextFactory<MonitorDb> contexts, LiveFeed live, TimeProvider time)
{
    public static readonly TimeSpan Ahead = TimeSpan.FromMinutes(15);

    /// <summary>What was due longer ago, while nobody looked, is not told any more.</summary>
    private static readonly TimeSpan Stale = TimeSpan.FromHours(1);

    /// <summary>Returns how many notices were written.</summary>
    public async Task<int> TellAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var from = now - Stale;
        var windows = await db.Maintenance.AsNoTracking().Where(w => w.CancelledAt == null || w.CancelledAt > from).OrderBy(w => w.Id).ToListAsync(cancellationToken);
        var due = windows.SelectMany(w => Due(w, now)).ToList();
        var keys = due.ConvertAll(d => d.Key);
        var told = await db.OutboxMessages.Where(m => m.Kind == ProblemNotice.OutboxKind && keys.Contains(m.Key)).Select(m => m.Key).ToListAsync(cancellationToken);
        var fresh = due.Where(d => !told.Contains(d.Key)).ToList();
        var set = fresh.Count == 0 ? SuppressionSet.Empty : new SuppressionSet(new SuppressionFacts
        {
            Hosts = await SuppressionReading.HostsAsync(db, cancellationToken), Windows = [.. fresh.Select(d => d.Window).DistinctBy(w => w.Id)],
        });
        var written = 0;
        foreach (var (key, window, text) in fresh)
        {
            written += await WriteAsync(key, new MaintenanceNotice(text, window.Id, [.. set.HostsOf(window.Id).Take(MaintenanceNotice.MostHosts)]), cancellationToken) ? 1 : 0;
        }

        if (written > 0)
        {
            live.Publish(LiveFeed.Suppression);
            live.Publish(LiveFeed.Problems);
        }

        return written;
    }

    private static IEnumerable<(string Key, MaintenanceWindow Window, string Text)> Due(MaintenanceWindow window, DateTimeOffset now)
    {
        foreach (var one in new MaintenanceTimes(window).After(now - Stale).TakeWhile(o => o.From - Ahead <= now))
        {
            var key = $"{MaintenanceNotice.KeyPrefix}{window.Id}/{one.From.ToUnixTimeSeconds()}/";
            if (now < one.From)
            {
                yield return (key + "before", window, $"Maintenance begins at {UtcText.Of(one.From)}: {window.Name}, until {UtcText.Of(one.To)}");
            }
            else if (now < one.To && now - one.From < Stale)
            {
                yield return (key + "began", window, $"Maintenance began: {window.Name}, until {UtcText.Of(one.To)}");
            }
            else if (now >= one.To)
            {
                yield return (key + "ended", window, $"Maintenance ended: {window.Name}. What still lasts is told now");
            }
        }
    }

    private async Task<bool> WriteAsync(string key, MaintenanceNotice notice, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        db.OutboxMessages.Add(new OutboxMessage
        {
            Kind = ProblemNotice.OutboxKind, Key = key, Payload = MaintenanceNotice.Write(notice), CreatedAt = time.GetUtcNow(),
        });
        try
        {
            await db.SaveChangesAsync(cancellationToken);
            return true;
        }
        catch (DbUpdateException exception) when (exception.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            // Another node was faster.
            return false;
        }
    }
}
