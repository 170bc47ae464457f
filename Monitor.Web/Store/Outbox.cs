using System.Text.Json;
using Monitor.Data;
using Monitor.Domain.Notifications;

namespace Monitor.Web.Store;

/// <summary>Adds an announcement to the context that makes the change, so that both are one transaction.</summary>
public sealed class Outbox(TimeProvider time)
{
    public void Add(MonitorDb db, string kind, string key, object payload) =>
        db.OutboxMessages.Add(new OutboxMessage
        {
            Kind = kind,
            Key = key,
            Payload = JsonSerializer.Serialize(payload),
            CreatedAt = time.GetUtcNow(),
        });
}
