using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Access;

namespace Monitor.Web.Metrics;

/// <summary>Who an agent's key belongs to.</summary>
public sealed record AgentIdentity(int KeyId, int HostId);

/// <summary>
/// Checks agents' keys. What the database said is kept for some seconds, so that a tick does not cost a query; a key that is revoked on this node is
/// forgotten at once.
/// </summary>
public sealed class AgentKeyRing(IDbContextFactory<MonitorDb> contexts, TimeProvider time)
{
    private const int Capacity = 50_000;
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(5);
    private static readonly byte[] NoHash = new byte[32];
    private readonly ConcurrentDictionary<int, Known> _known = new();

    /// <summary>The host behind a credential, or null: unknown, wrong, revoked, or of a retired host.</summary>
    public async Task<AgentIdentity?> FindAsync(string? credential, CancellationToken cancellationToken)
    {
        if (!Secret.TryParse(credential, Secret.AgentKeyPrefix, out var secret))
        {
            return null;
        }

        if (!_known.TryGetValue(secret.Id, out var known) || time.GetElapsedTime(known.ReadAt) > Freshness)
        {
            known = await ReadAsync(secret.Id, cancellationToken);
        }

        // Compared also where there is no such key, so that the time tells nothing.
        var matches = secret.Matches(known.Hash ?? NoHash);
        return matches && known.Hash is not null && (known.RevokedAt is null || known.RevokedAt > time.GetUtcNow())
            ? new AgentIdentity(secret.Id, known.HostId)
            : null;
    }

    /// <summary>After a key was made, revoked or its host retired.</summary>
    public void Forget(IEnumerable<int> keyIds)
    {
        foreach (var id in keyIds)
        {
            _known.TryRemove(id, out _);
        }
    }

    private async Task<Known> ReadAsync(int id, CancellationToken cancellationToken)
    {
        // Taken before the query: a key that is revoked while it runs is then at most as stale as the freshness says.
        var now = time.GetTimestamp();
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var row = await db.AgentKeys.AsNoTracking().Where(k => k.Id == id)
            .Join(db.Hosts, k => k.HostId, h => h.Id, (k, h) => new { k.HostId, k.SecretHash, k.RevokedAt, h.RetiredAt })
            .SingleOrDefaultAsync(cancellationToken);
        var known = row is null || row.RetiredAt is not null ? new Known(0, null, null, now) : new Known(row.HostId, row.SecretHash, row.RevokedAt, now);
        if (_known.Count >= Capacity)
        {
            _known.Clear();
        }

        _known[id] = known;
        return known;
    }

    private sealed record Known(int HostId, byte[]? Hash, DateTimeOffset? RevokedAt, long ReadAt);
}
