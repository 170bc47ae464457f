using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Notifications;
using Monitor.Domain.Notifications.Sending;

namespace Monitor.Web.Notifications.Sending;

/// <summary>
/// Sends one message of a channel: takes it with a lease, sends it outside of any transaction and writes down what came of it. A server that dies in between
/// leaves a notice that is sent again under the same id: never lost, at most twice there.
/// </summary>
public sealed class DeliveryPost(IDbContextFactory<MonitorDb> contexts, ChannelPauses pauses, TimeProvider time, ILogger<DeliveryPost> logger)
{
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    /// <summary>False when nothing is due.</summary>
    public async Task<bool> SendNextAsync(INotificationChannel channel, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var claim = await DeliveryClaim.TakeAsync(db, channel, pauses.Of(channel.Name), time.GetUtcNow(), cancellationToken);
        if (claim is null || claim.IsPutOff)
        {
            return claim is not null;
        }

        var outcome = await AttemptAsync(channel, claim.Deliveries, cancellationToken);
        pauses.Note(channel.Name, claim.Deliveries[0].TargetId, outcome);
        await MarkAsync(db, claim, outcome, cancellationToken);
        return true;
    }

    private async Task<SendOutcome> AttemptAsync(INotificationChannel channel, IReadOnlyList<Delivery> deliveries, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            // A client that does not hear its token is left behind.
            return await channel.SendAsync(deliveries, either.Token).WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return SendOutcome.Outage($"No answer within {Timeout.TotalSeconds:0} s.");
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            logger.LogError(exception, "Sending notice {Id} by {Channel} failed; it is tried again", deliveries[0].Id, channel.Name);
            return SendOutcome.TryAgain($"Sending failed ({exception.GetType().Name}). The log of Notifications has the details.");
        }
    }

    /// <summary>Only who still holds the claim writes; who was too slow leaves it to the one who took over.</summary>
    private async Task MarkAsync(MonitorDb db, DeliveryClaim claim, SendOutcome outcome, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var reason = PlainLine.Of(outcome.Reason, Delivery.ErrorLength);
        if (outcome.Result == SendResult.Sent)
        {
            var all = claim.Deliveries.Select(d => d.Id).ToArray();
            await Mine(db, claim).Where(d => all.Contains(d.Id)).ExecuteUpdateAsync(
                set => set.SetProperty(d => d.SentAt, now).SetProperty(d => d.DueAt, (DateTimeOffset?)null).SetProperty(d => d.ClaimedUntil, (DateTimeOffset?)null)
                    .SetProperty(d => d.Error, ""), cancellationToken);
            return;
        }

        foreach (var one in claim.Deliveries)
        {
            var next = outcome.Result == SendResult.GiveUp ? null : RetryPlan.Next(one.Attempts, one.CreatedAt, now, outcome.RetryAfter, Random.Shared.NextDouble());
            if (next is null)
            {
                logger.LogWarning("Notice {Id} by {Channel} is given up after {Attempts} attempts: {Reason}", one.Id, one.Channel, one.Attempts, reason);
            }

            await Mine(db, claim).Where(d => d.Id == one.Id).ExecuteUpdateAsync(
                set => set.SetProperty(d => d.DueAt, next).SetProperty(d => d.GivenUpAt, next == null ? now : null)
                    .SetProperty(d => d.ClaimedUntil, (DateTimeOffset?)null).SetProperty(d => d.Error, reason), cancellationToken);
        }
    }

    private static IQueryable<Delivery> Mine(MonitorDb db, DeliveryClaim claim) => db.Deliveries.Where(d => d.ClaimedUntil == claim.Until && d.SentAt == null);
}
