using System.Collections.Concurrent;
using Monitor.Domain.Notifications;
using Monitor.Domain.Notifications.Sending;
using Monitor.Web.Notifications.Sending;

namespace Monitor.Tests.Notifications;

/// <summary>A channel that remembers what it was given and does what the test says.</summary>
internal sealed class FakeChannel(string name, int? mostPerMinute = null) : INotificationChannel
{
    public string Name => name;

    public int Lanes => 1;

    public int? MostPerMinute => mostPerMinute;

    public ConcurrentQueue<IReadOnlyList<Delivery>> Sent { get; } = [];

    public Func<CancellationToken, Task<SendOutcome>> Answer { get; set; } = _ => Task.FromResult(SendOutcome.Sent);

    public Task<SendOutcome> SendAsync(IReadOnlyList<Delivery> deliveries, CancellationToken cancellationToken)
    {
        Sent.Enqueue(deliveries);
        return Answer(cancellationToken);
    }
}
