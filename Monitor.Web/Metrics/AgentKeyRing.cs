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
    private const int MostAtOnce = 1000;
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Remembered = TimeSpan.FromSeconds(30);
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
            known = await ReadAsync(secret.Id, known, cancellationToken);
        }

        known.UsedAt = time.GetTimestamp();

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

    /// <summary>One query for this key and for those that will be asked about soon: a thousand agents do not cost a thousand queries.</summary>
    private async Task<Known> ReadAsync(int id, Known? before, CancellationToken cancellationToken)
    {
        // Taken before the query: a key that is revoked while it runs is then at most as stale as the freshness says.
        var now = time.GetTimestamp();
        var aging = before?.Hash is null ? [] : _known.Where(k => k.Key != id && IsAging(k.Value)).Take(MostAtOnce).ToList();
        int[] ids = [id, .. aging.Select(k => k.Key)];
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var found = await db.AgentKeys.AsNoTracking().Where(k => ids.Contains(k.Id))
            .Join(db.Hosts.Where(h => h.RetiredAt == null), k => k.HostId, h => h.Id, (k, h) => new { k.Id, Known = new Known(k.HostId, k.SecretHash, k.RevokedAt, now) })
            .ToDictionaryAsync(k => k.Id, k => k.Known, cancellationToken);
        foreach (var (other, old) in aging)
        {
            // Only where it is still what it was: one that was forgotten meanwhile stays forgotten.
            var fresh = found.GetValueOrDefault(other) ?? Known.Nobody(now);
            fresh.UsedAt = old.UsedAt;
            _known.TryUpdate(other, fresh, old);
        }

        if (_known.Count >= Capacity)
        {
            _known.Clear();
        }

        return _known[id] = found.GetValueOrDefault(id) ?? Known.Nobody(now);
    }

    private bool IsAging(Known key) =>
        key.Hash is not null && time.GetElapsedTime(key.ReadAt) > Freshness / 2 && time.GetElapsedTime(key.UsedAt) < Remembered;

    private sealed class Known(int hostId, byte[]? hash, DateTimeOffset? revokedAt, long readAt)
    {
        private long? _usedAt;

        public int HostId => hostId;

        public byte[]? Hash => hash;

        public DateTimeOffset? RevokedAt => revokedAt;

        public long ReadAt => readAt;

        public long UsedAt
        {
            get => _usedAt ?? readAt;
            set => _usedAt = value;
        }

        public static Known Nobody(long readAt) => new(0, null, null, readAt);
    }
}
