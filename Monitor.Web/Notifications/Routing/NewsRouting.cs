using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Notifications;
using Monitor.Web.Integrations;
using Npgsql;

namespace Monitor.Web.Notifications.Routing;

/// <summary>
/// Turns announcements into notices: who is told, by which channel. Rows are claimed, and their notices written, in the one transaction that marks them as
/// routed, so that however many servers do this, each announcement is told once. What cannot be told is logged and marked: it blocks nothing behind it.
/// </summary>
public sealed class NewsRouting(
    IDbContextFactory<MonitorDb> contexts, TicketNotices tickets, WebhookNotices webhooks, TimeProvider time, ILogger<NewsRouting> logger)
{
    /// <summary>How many announcements were done with, at most <paramref name="most"/>; 0: there are none.</summary>
    public async Task<int> RouteAsync(int most, CancellationToken cancellationToken)
    {
        List<long> ids = [];
        try
        {
            await RouteAsync(most, ids, cancellationToken);
            return ids.Count;
        }
        catch (Exception exception) when (exception is not OperationCanceledException && ids.Count > 0 && !IsOutage(exception))
        {
            return ids.Count == 1 ? await SetAsideAsync(ids[0], exception, cancellationToken) : await RouteEachAsync(ids.Count, cancellationToken);
        }
    }

    private async Task RouteAsync(int most, List<long> ids, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var messages = await db.OutboxMessages
            .FromSql($"SELECT * FROM outbox WHERE routed_at IS NULL ORDER BY id LIMIT {most} FOR UPDATE SKIP LOCKED").AsNoTracking().ToListAsync(cancellationToken);
        ids.AddRange(messages.Select(m => m.Id));
        if (messages.Count == 0)
        {
            return;
        }

        var told = await tickets.OfAsync(db, messages, cancellationToken);
        await BellRows.AddAsync(db, told.Bell, cancellationToken);
        await DeliveryRows.AddAsync(db, [.. told.Letters, .. await webhooks.OfAsync(db, messages, cancellationToken)], cancellationToken);
        await db.OutboxMessages.Where(m => ids.Contains(m.Id)).ExecuteUpdateAsync(set => set.SetProperty(m => m.RoutedAt, time.GetUtcNow()), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>One of several is at fault: the others are told.</summary>
    private async Task<int> RouteEachAsync(int count, CancellationToken cancellationToken)
    {
        var done = 0;
        while (done < count && await RouteAsync(1, cancellationToken) == 1)
        {
            done++;
        }

        return done;
    }

    private async Task<int> SetAsideAsync(long id, Exception exception, CancellationToken cancellationToken)
    {
        logger.LogError(exception, "The announcement {Id} could not be turned into notices and tells nobody", id);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await db.OutboxMessages.Where(m => m.Id == id).ExecuteUpdateAsync(set => set.SetProperty(m => m.RoutedAt, time.GetUtcNow()), cancellationToken);
        return 1;
    }

    /// <summary>The database is at fault and not the announcement.</summary>
    private static bool IsOutage(Exception exception) =>
        exception is NpgsqlException { IsTransient: true } or TimeoutException
        || (exception is PostgresException { SqlState: var state } && !state.StartsWith("22", StringComparison.Ordinal) && !state.StartsWith("23", StringComparison.Ordinal))
        || (exception is NpgsqlException and not PostgresException)
        || (exception.InnerException is { } inner && IsOutage(inner));
}
