using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Domain.Notifications;
using Monitor.Web.Access;
using Monitor.Web.Live;
using Npgsql;

namespace Monitor.Web.Integrations;

/// <summary>What an administrator decides about a webhook. The secret is not among it: it is made here, shown once, and never read back.</summary>
public sealed record WebhookForm(string Name, string Url, IReadOnlyList<string> Events, bool IsEnabled);

public sealed record WebhookRow(int Id, string Name, string Url, IReadOnlyList<string> Events, bool IsEnabled, DateTimeOffset CreatedAt, uint Version);

/// <summary>The webhooks, all for <c>system.manage</c>; each command writes its audit row with it. Of the address, which may hold a key, the audit has the host alone.</summary>
public sealed class WebhookDesk(
    IDbContextFactory<MonitorDb> contexts, OutboundHttp http, WebhookSecrets secrets, WebhookAudit trail, LiveFeed live)
{
    public const int Most = 50;

    public async Task<IReadOnlyList<WebhookRow>> ListAsync(Actor actor, CancellationToken cancellationToken)
    {
        actor.Demand(Permissions.SystemManage);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Webhooks.AsNoTracking().OrderBy(h => h.Name).Take(Most)
            .Select(h => new WebhookRow(h.Id, h.Name, h.Url, h.Events, h.IsEnabled, h.CreatedAt, h.RowVersion)).ToListAsync(cancellationToken);
    }

    /// <summary>The secret, to be shown once, or why not as a sentence.</summary>
    public async Task<(string? Secret, string? Problem)> CreateAsync(Actor actor, WebhookForm form, CancellationToken cancellationToken)
    {
        actor.Demand(Permissions.SystemManage);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var full = await db.Webhooks.CountAsync(cancellationToken) >= Most ? $"There are {Most} webhooks already. Delete one that is not needed." : null;
        if ((await RefuseAsync(form, cancellationToken) ?? full) is { } reason)
        {
            return (null, reason);
        }

        var (text, stored) = secrets.New();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var hook = new Webhook { Name = form.Name.Trim(), Url = form.Url.Trim(), Secret = stored, CreatedAt = trail.Now };
        Put(hook, form);
        db.Webhooks.Add(hook);
        if (!await SaveAsync(db, cancellationToken))
        {
            return (null, NameTaken);
        }

        trail.Add(db, actor, "webhook.created", hook, null);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return (text, null);
    }

    public async Task<string?> ChangeAsync(Actor actor, int id, uint version, WebhookForm form, CancellationToken cancellationToken)
    {
        actor.Demand(Permissions.SystemManage);
        return await RefuseAsync(form, cancellationToken) ?? await ActAsync(actor, id, version, (db, hook) =>
        {
            var before = WebhookAudit.Shown(hook);
            Put(hook, form);
            trail.Add(db, actor, "webhook.changed", hook, before);
            return null;
        }, cancellationToken);
    }

    /// <summary>The old one ends at once.</summary>
    public async Task<(string? Secret, string? Problem)> RenewSecretAsync(Actor actor, int id, uint version, CancellationToken cancellationToken)
    {
        var (text, stored) = secrets.New();
        var problem = await ActAsync(actor, id, version, (db, hook) =>
        {
            hook.Secret = stored;
            trail.Add(db, actor, "webhook.secret_renewed", hook, null);
            return null;
        }, cancellationToken);
        return (problem is null ? text : null, problem);
    }

    /// <summary>With the notices that wait for it.</summary>
    public Task<string?> DeleteAsync(Actor actor, int id, uint version, CancellationToken cancellationToken) =>
        ActAsync(actor, id, version, (db, hook) =>
        {
            trail.Add(db, actor, "webhook.deleted", hook, WebhookAudit.Shown(hook), gone: true);
            db.Webhooks.Remove(hook);
            return null;
        }, cancellationToken);

    /// <summary>Sends a call of the event <c>test</c>, on the same way as all others.</summary>
    public async Task<string?> TestAsync(Actor actor, int id, CancellationToken cancellationToken)
    {
        var problem = await ActAsync(actor, id, null, (db, hook) =>
        {
            if (!hook.IsEnabled)
            {
                return "The webhook is switched off. Switch it on first.";
            }

            db.Deliveries.Add(trail.Test(hook.Id));
            trail.Add(db, actor, "webhook.tested", hook, null);
            return null;
        }, cancellationToken);
        live.Publish(LiveFeed.Notices);
        return problem;
    }

    private const string NameTaken = "There is a webhook of this name. Choose another.";

    private async Task<string?> ActAsync(Actor actor, int id, uint? version, Func<MonitorDb, Webhook, string?> act, CancellationToken cancellationToken)
    {
        actor.Demand(Permissions.SystemManage);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var hook = await db.Webhooks.SingleOrDefaultAsync(h => h.Id == id, cancellationToken);
        if (hook is null)
        {
            return "There is no such webhook any more. Reload the page.";
        }

        if (version is not null && version != hook.RowVersion)
        {
            return Faster;
        }

        try
        {
            return act(db, hook) ?? (await SaveAsync(db, cancellationToken) ? null : NameTaken);
        }
        catch (DbUpdateConcurrencyException)
        {
            return Faster;
        }
    }

    private const string Faster = "Somebody else changed this webhook in the meantime. Look at it again, then repeat what you wanted.";

    private static async Task<bool> SaveAsync(MonitorDb db, CancellationToken cancellationToken)
    {
        try
        {
            await db.SaveChangesAsync(cancellationToken);
            return true;
        }
        catch (DbUpdateException exception) when (exception.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            return false;
        }
    }

    private static void Put(Webhook hook, WebhookForm form) =>
        (hook.Name, hook.Url, hook.Events, hook.IsEnabled) = (form.Name.Trim(), form.Url.Trim(), [.. form.Events.Distinct().Order(StringComparer.Ordinal)], form.IsEnabled);

    private async Task<string?> RefuseAsync(WebhookForm form, CancellationToken cancellationToken) =>
        form.Name.Trim().Length is 0 or > Webhook.NameLength || form.Name.Any(char.IsControl) ? $"Give it a name of at most {Webhook.NameLength} characters."
        : form.Url.Trim().Length > Webhook.UrlLength ? $"The address is longer than {Webhook.UrlLength} characters."
        : form.Events.Count == 0 || form.Events.Any(e => !WebhookEvents.Exists(e)) ? "Choose at least one event."
        : await http.RefuseAsync(form.Url.Trim(), form.IsEnabled, cancellationToken);
}
