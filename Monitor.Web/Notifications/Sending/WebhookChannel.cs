using Monitor.Domain.Notifications;
using Monitor.Domain.Notifications.Sending;
using Monitor.Web.Integrations;

namespace Monitor.Web.Notifications.Sending;

/// <summary>Notices to other systems; how a call is made, and to whom it may be made, Integrations knows.</summary>
public sealed class WebhookChannel(WebhookSender sender) : INotificationChannel
{
    public string Name => ChannelNames.Webhook;

    public int Lanes => 4;

    public int? MostPerMinute => null;

    public Task<SendOutcome> SendAsync(IReadOnlyList<Delivery> deliveries, CancellationToken cancellationToken) => sender.SendAsync(deliveries[0], cancellationToken);
}
