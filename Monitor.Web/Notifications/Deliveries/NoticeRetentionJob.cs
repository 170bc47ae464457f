using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Monitor.Data;
using Monitor.Domain.Notifications.Sending;
using Monitor.Web.Jobs;
using Monitor.Web.Store;
using Quartz;

namespace Monitor.Web.Notifications.Deliveries;

/// <summary>
/// Takes away announcements, notices and mails of no ticket that are older than they are kept, some thousand at a time, and gives up what waits for a channel that nobody serves any
/// more. What windows of maintenance were told of goes too: what was due more than an hour ago is not told anyway.
/// </summary>
public sealed class NoticeRetentionJob(IDbContextFactory<MonitorDb> contexts, IOptions<RetentionOptions> options, TimeProvider time) : IJob
{
    public static readonly TimeSpan Interval = TimeSpan.FromHours(1);
    private const int AtOnce = 5000;

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken) => await RunAsync(cancellationToken);

    internal async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var now = time.GetUtcNow();
        var unserved = now - RetryPlan.Longest - RetryPlan.Longest;
        await db.Deliveries.Where(d => d.DueAt < unserved && (d.ClaimedUntil == null || d.ClaimedUntil < unserved)).ExecuteUpdateAsync(
            set => set.SetProperty(d => d.DueAt, (DateTimeOffset?)null).SetProperty(d => d.GivenUpAt, now).SetProperty(d => d.Error, "Nothing sends by this channel."), cancellationToken);
        var until = now - options.Value.Notices;
        while (await db.Deliveries.Where(d => d.CreatedAt < until && d.DueAt == null).OrderBy(d => d.Id).Take(AtOnce).ExecuteDeleteAsync(cancellationToken) == AtOnce)
        {
        }

        while (await db.BellNotices.Where(n => n.CreatedAt < until).OrderBy(n => n.Id).Take(AtOnce).ExecuteDeleteAsync(cancellationToken) == AtOnce)
        {
        }

        while (await db.MailMessages.Where(m => m.At < until && m.TicketId == null).OrderBy(m => m.Id).Take(AtOnce).ExecuteDeleteAsync(cancellationToken) == AtOnce)
        {
        }

        while (await db.OutboxMessages.Where(m => m.RoutedAt != null && m.CreatedAt < until)
            .OrderBy(m => m.Id).Take(AtOnce).ExecuteDeleteAsync(cancellationToken) == AtOnce)
        {
        }
    }
}
