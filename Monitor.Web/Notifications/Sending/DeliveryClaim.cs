using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Notifications;

namespace Monitor.Web.Notifications.Sending;

/// <summary>
/// What one worker has taken upon itself to send as one message, until its lease ends; afterwards anybody may. Empty with <see cref="IsPutOff"/>: the person
/// had enough messages in this minute, and what is due waits to become one.
/// </summary>
internal sealed record DeliveryClaim(IReadOnlyList<Delivery> Deliveries, DateTimeOffset Until, bool IsPutOff = false)
{
    /// <summary>Longer than an attempt may take, short enough for another server to take over soon from one that died.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    private const int MostInOne = 1000;
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    /// <summary>Null: nothing is due.</summary>
    public static async Task<DeliveryClaim?> TakeAsync(
        MonitorDb db, INotificationChannel channel, int[] paused, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var first = (await db.Deliveries.FromSql($"""
            SELECT * FROM deliveries
            WHERE channel = {channel.Name} AND due_at <= {now} AND (claimed_until IS NULL OR claimed_until < {now}) AND NOT (coalesce(target_id, 0) = ANY({paused}))
            ORDER BY due_at, id LIMIT 1 FOR UPDATE SKIP LOCKED
            """).ToListAsync(cancellationToken)).SingleOrDefault();
        if (first is null)
        {
            return null;
        }

        IReadOnlyList<Delivery> taken = [first];
        if (channel.MostPerMinute is { } most && first.UserId is { } userId)
        {
            // Two servers must not count the same minute at once.
            await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtext({channel.Name}), {userId})", cancellationToken);
            var sent = await SentAsync(db, channel.Name, userId, now, cancellationToken);
            if (sent.Count >= most)
            {
                await PutOffAsync(db, channel.Name, userId, now, sent.Min() + Minute, cancellationToken);
                await transaction.CommitAsync(cancellationToken);
                return new DeliveryClaim([], now, IsPutOff: true);
            }

            var due = await db.Deliveries.FromSql($"""
                SELECT * FROM deliveries
                WHERE channel = {channel.Name} AND user_id = {userId} AND due_at <= {now} AND (claimed_until IS NULL OR claimed_until < {now})
                ORDER BY due_at, id LIMIT {MostInOne} FOR UPDATE SKIP LOCKED
                """).ToListAsync(cancellationToken);
            taken = due.Count > most - sent.Count ? due : taken;
        }

        // The database keeps microseconds; the mark must find what it wrote.
        var until = now + Lease;
        until = until.AddTicks(-(until.Ticks % TimeSpan.TicksPerMillisecond));
        foreach (var one in taken)
        {
            (one.ClaimedUntil, one.Attempts) = (until, one.Attempts + 1);
        }

        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new DeliveryClaim(taken, until);
    }

    /// <summary>When messages went to the person in the last minute, or are on their way: several notices of one message share one moment.</summary>
    private static async Task<IReadOnlyList<DateTimeOffset>> SentAsync(
        MonitorDb db, string channel, int userId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var since = now - Minute;
        var gone = await db.Deliveries.Where(d => d.Channel == channel && d.UserId == userId && d.SentAt > since)
            .Select(d => d.SentAt!.Value).Distinct().ToListAsync(cancellationToken);
        var going = await db.Deliveries.Where(d => d.Channel == channel && d.UserId == userId && d.DueAt != null && d.ClaimedUntil >= now)
            .Select(d => d.ClaimedUntil!.Value).Distinct().ToListAsync(cancellationToken);
        return [.. gone, .. going.Select(_ => now)];
    }

    /// <summary>What another server holds at this moment waits for the lock on the minute that this one has: waiting for it in turn would be for ever. It is put off there.</summary>
    private static Task<int> PutOffAsync(
        MonitorDb db, string channel, int userId, DateTimeOffset now, DateTimeOffset until, CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlAsync(
            $"""
            UPDATE deliveries SET due_at = {until} WHERE id IN (
                SELECT id FROM deliveries
                WHERE channel = {channel} AND user_id = {userId} AND due_at <= {now} AND (claimed_until IS NULL OR claimed_until < {now}) FOR UPDATE SKIP LOCKED)
            """, cancellationToken);
}
