using Monitor.Domain.Notifications;
using Monitor.Domain.Notifications.Sending;

namespace Monitor.Web.Notifications.Sending;

/// <summary>A way out of the product. Each has workers of its own, so that one that hangs holds no other up; claims, retries and giving up are the worker's.</summary>
public interface INotificationChannel
{
    /// <summary>As in <see cref="Delivery.Channel"/>.</summary>
    string Name { get; }

    /// <summary>How many are sent at the same time by one server.</summary>
    int Lanes { get; }

    /// <summary>How many messages one person gets in a minute; what is more becomes one. Null: each goes by itself.</summary>
    int? MostPerMinute { get; }

    /// <summary>
    /// Sends one message of these notices: one, or several for the same person. What is sent twice after a crash carries the same id, so that the receiver can
    /// tell. Throws only what nobody thought of.
    /// </summary>
    Task<SendOutcome> SendAsync(IReadOnlyList<Delivery> deliveries, CancellationToken cancellationToken);
}
