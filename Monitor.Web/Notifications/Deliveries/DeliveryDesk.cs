using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Web.Access;
using Monitor.Web.Live;

namespace Monitor.Web.Notifications.Deliveries;

/// <summary>What an administrator does about notices that were given up: they are tried again, under the id that they had.</summary>
public sealed class DeliveryDesk(IDbContextFactory<MonitorDb> contexts, AuditLog audit, LiveFeed live, TimeProvider time)
{
    /// <summary>False when it is not given up (any more).</summary>
    public async Task<bool> TryAgainAsync(Actor actor, long id, CancellationToken cancellationToken) =>
        await AgainAsync(actor, id.ToString(CultureInfo.InvariantCulture), null, id, cancellationToken) > 0;

    /// <summary>All of a channel; how many there were.</summary>
    public Task<int> TryAllAgainAsync(Actor actor, string channel, CancellationToken cancellationToken) => AgainAsync(actor, channel, channel, null, cancellationToken);

    private async Task<int> AgainAsync(Actor actor, string subject, string? channel, long? id, CancellationToken cancellationToken)
    {
        actor.Demand(Permissions.SystemManage);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var count = await db.Deliveries.Where(d => d.GivenUpAt != null && (channel == null || d.Channel == channel) && (id == null || d.Id == id))
            .ExecuteUpdateAsync(set => set.SetProperty(d => d.DueAt, time.GetUtcNow()).SetProperty(d => d.GivenUpAt, (DateTimeOffset?)null).SetProperty(d => d.Attempts, 0), cancellationToken);
        if (count > 0)
        {
            audit.Add(db, actor, "notice.tried_again", "notice", subject, null, new { Count = count });
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            live.Publish(LiveFeed.Notices);
        }

        return count;
    }
}
