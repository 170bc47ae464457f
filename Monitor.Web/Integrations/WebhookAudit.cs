using Monitor.Data;
using Monitor.Domain.Notifications;
using Monitor.Web.Access;

namespace Monitor.Web.Integrations;

/// <summary>What commands on webhooks leave behind: audit rows without secrets, and the notice of a test.</summary>
public sealed class WebhookAudit(AuditLog audit, WebhookNotices notices, TimeProvider time)
{
    public DateTimeOffset Now => time.GetUtcNow();

    public void Add(MonitorDb db, Actor actor, string act, Webhook hook, object? before, bool gone = false) =>
        audit.Add(db, actor, act, "webhook", IdText.Of(hook.Id), before, gone ? null : Shown(hook));

    /// <summary>Path and query of an address are often a secret themselves.</summary>
    public static object Shown(Webhook hook) => new { hook.Name, Host = Uri.TryCreate(hook.Url, UriKind.Absolute, out var url) ? url.Authority : "", hook.Events, hook.IsEnabled };

    public Delivery Test(int webhookId)
    {
        var id = Now.ToUnixTimeMilliseconds();
        return notices.New(-id, WebhookEvents.Test, webhookId, WebhookBody.Test(id, Now));
    }
}
