using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Domain.Metrics;
using Monitor.Web.Access;

namespace Monitor.Web.Metrics;

/// <summary>Makes, changes and ends agents' keys. While a key is changed the old one works for a day more, so that no tick is lost.</summary>
public sealed class AgentKeyDesk(IDbContextFactory<MonitorDb> contexts, AuditLog audit, AgentKeyRing ring, TimeProvider time)
{
    private static readonly TimeSpan Overlap = TimeSpan.FromHours(24);

    /// <summary>An agent that asks without end, or who stole its key, fills neither the keys nor the audit.</summary>
    internal const int MostADay = 10;

    /// <summary>A further key for a host; those it has end within a day. Its text is in the outcome, this once.</summary>
    public async Task<HostOutcome> IssueAsync(Actor actor, int hostId, CancellationToken cancellationToken)
    {
        if (!actor.May(Permissions.HostsManage))
        {
            return HostOutcome.Refused;
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Hosts.VisibleHosts(actor, db).AnyAsync(h => h.Id == hostId && h.RetiredAt == null, cancellationToken)
            ? await ChangeAsync(db, actor, hostId, null, cancellationToken)
            : HostOutcome.NotFound;
    }

    /// <summary>An agent's own wish for a new key.</summary>
    public async Task<HostOutcome> RotateAsync(AgentIdentity agent, string address, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var since = time.GetUtcNow() - Overlap;
        return await db.AgentKeys.CountAsync(k => k.HostId == agent.HostId && k.CreatedAt > since, cancellationToken) < MostADay
            ? await ChangeAsync(db, Agent(agent.HostId, address), agent.HostId, agent.KeyId, cancellationToken)
            : HostOutcome.Conflict($"This host was given {MostADay} keys within a day. The one that is used goes on working; ask again tomorrow.");
    }

    /// <summary>Ends a key at once.</summary>
    public async Task<HostOutcome> RevokeAsync(Actor actor, int keyId, CancellationToken cancellationToken)
    {
        if (!actor.May(Permissions.HostsManage))
        {
            return HostOutcome.Refused;
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var hosts = db.Hosts.VisibleHosts(actor, db);
        if (await db.AgentKeys.SingleOrDefaultAsync(k => k.Id == keyId && hosts.Any(h => h.Id == k.HostId), cancellationToken) is not { } key)
        {
            return HostOutcome.NotFound;
        }

        key.RevokedAt = time.GetUtcNow();
        audit.Add(db, actor, "agent_key.revoked", "host", Id(key.HostId), null, new { KeyId = keyId });
        await db.SaveChangesAsync(cancellationToken);
        ring.Forget([keyId]);
        return HostOutcome.Done(keyId);
    }

    /// <summary>Adds a key within the caller's transaction and returns its text; the context is saved.</summary>
    internal async Task<(AgentKey Key, string Text)> AddAsync(MonitorDb db, int hostId, CancellationToken cancellationToken)
    {
        var text = Secret.NewText();
        var key = new AgentKey { HostId = hostId, SecretHash = Secret.Hash(text), CreatedAt = time.GetUtcNow() };
        db.AgentKeys.Add(key);
        await db.SaveChangesAsync(cancellationToken);
        return (key, new Secret(Secret.AgentKeyPrefix, key.Id, text).Format());
    }

    internal static Actor Agent(int hostId, string address) => new(null, $"agent of host {Id(hostId)}", "", address);

    private async Task<HostOutcome> ChangeAsync(MonitorDb db, Actor actor, int hostId, int? usedKeyId, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var valid = await db.AgentKeys.Where(k => k.HostId == hostId && (k.RevokedAt == null || k.RevokedAt > now))
            .OrderByDescending(k => k.Id).ToListAsync(cancellationToken);

        // An agent that asks needs the one that it uses and the new one. Where a person asks, nobody knows which one is in use: the youngest may never have reached its host.
        foreach (var key in valid)
        {
            var end = usedKeyId is null || key.Id == usedKeyId ? now + Overlap : now;
            key.RevokedAt = key.RevokedAt is { } ends && ends < end ? ends : end;
        }

        var (added, text) = await AddAsync(db, hostId, cancellationToken);
        audit.Add(db, actor, "agent_key.added", "host", Id(hostId), null, new { KeyId = added.Id, Replaces = valid.Where(k => k.RevokedAt > now).Select(k => k.Id) });
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        ring.Forget(valid.Select(k => k.Id));
        return HostOutcome.Done(added.Id) with { Secret = text };
    }

    private static string Id(int id) => id.ToString(CultureInfo.InvariantCulture);
}
