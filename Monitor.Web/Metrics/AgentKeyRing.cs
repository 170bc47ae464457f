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
    private readonly Lock _lock = new();
    private readonly HashSet<int> _wanted = [];
    private Task _current = Task.CompletedTask;
    private Task? _next;

    /// <summary>
    /// The host behind a header that <see cref="FindAsync"/> found good and that is the very same object: what comes again on a kept connection is, and is neither taken apart nor
    /// hashed again. Null: ask.
    /// </summary>
    public AgentIdentity? Recognise(string header)
    {
        if (Secret.IdIn(header, Secret.AgentKeyPrefix) is not { } id || !_known.TryGetValue(id, out var known) || !known.HasAccepted(header) || IsOld(known))
        {
            return null;
        }

        known.UsedAt = time.GetTimestamp();
        return IsValid(known) ? known.Agent : null;
    }

    /// <summary>The host behind a credential, or null: unknown, wrong, revoked, or of a retired host.</summary>
    /// <param name="credential">The key as the agent has it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <param name="header">Where it stood, to be recognised from now on.</param>
    public ValueTask<AgentIdentity?> FindAsync(string? credential, CancellationToken cancellationToken, string? header = null)
    {
        if (!Secret.TryParse(credential, Secret.AgentKeyPrefix, out var secret))
        {
            return ValueTask.FromResult<AgentIdentity?>(null);
        }

        if (!_known.TryGetValue(secret.Id, out var known) || IsOld(known))
        {
            return AskAsync(secret, header, cancellationToken);
        }

        known.UsedAt = time.GetTimestamp();
        return ValueTask.FromResult(Check(secret, header, known));
    }

    /// <summary>After a key was made, revoked or its host retired.</summary>
    public void Forget(IEnumerable<int> keyIds)
    {
        foreach (var id in keyIds)
        {
            _known.TryRemove(id, out _);
        }
    }

    private async ValueTask<AgentIdentity?> AskAsync(Secret secret, string? header, CancellationToken cancellationToken)
    {
        Known? known;
        do
        {
            Task reading;
            lock (_lock)
            {
                _wanted.Add(secret.Id);
                reading = _next ??= ReadNextAsync(_current);
            }

            await reading.WaitAsync(cancellationToken);
        }
        while (!_known.TryGetValue(secret.Id, out known)); // forgotten in this very moment

        known.UsedAt = time.GetTimestamp();
        return Check(secret, header, known);
    }

    private AgentIdentity? Check(in Secret secret, string? header, Known known)
    {
        // Compared also where there is no such key, so that the time tells nothing.
        if (!secret.Matches(known.Hash ?? NoHash) || !IsValid(known))
        {
            return null;
        }

        if (header is not null)
        {
            known.Accepted = new WeakReference<string>(header);
        }

        return known.Agent;
    }

    private bool IsOld(Known key) => time.GetElapsedTime(key.ReadAt) > Freshness;

    private bool IsValid(Known key) => key.Hash is not null && (key.RevokedAt is null || key.RevokedAt > time.GetUtcNow());

    /// <summary>One query at a time, for all who asked while the one before ran: a thousand agents cost a query every few seconds, not one each.</summary>
    private async Task ReadNextAsync(Task before)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
        HashSet<int> ids;
        lock (_lock)
        {
            ids = [.. _wanted];
            _wanted.Clear();
            (_current, _next) = (_next!, null);
        }

        await ReadAsync(ids, CancellationToken.None);
    }

    /// <summary>Reads these, and those in use that will be asked about soon.</summary>
    private async Task ReadAsync(HashSet<int> wanted, CancellationToken cancellationToken)
    {
        // Taken before the query: a key that is revoked while it runs is then at most as stale as the freshness says.
        var now = time.GetTimestamp();
        var aging = _known.Where(k => !wanted.Contains(k.Key) && IsAging(k.Value)).Take(MostAtOnce).ToList();
        int[] ids = [.. wanted, .. aging.Select(k => k.Key)];
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var found = await db.AgentKeys.AsNoTracking().Where(k => ids.Contains(k.Id))
            .Join(db.Hosts.Where(h => h.RetiredAt == null), k => k.HostId, h => h.Id, (k, h) => new { k.Id, k.HostId, k.SecretHash, k.RevokedAt })
            .ToDictionaryAsync(k => k.Id, k => new Known(new AgentIdentity(k.Id, k.HostId), k.SecretHash, k.RevokedAt, now), cancellationToken);
        foreach (var (id, old) in aging)
        {
            // Only where it is still what it was: one that was forgotten meanwhile stays forgotten.
            var fresh = found.GetValueOrDefault(id) ?? Known.Nobody(now);
            fresh.UsedAt = old.UsedAt;
            fresh.Accepted = fresh.Hash.AsSpan().SequenceEqual(old.Hash) ? old.Accepted : null;
            _known.TryUpdate(id, fresh, old);
        }

        if (_known.Count + wanted.Count > Capacity)
        {
            _known.Clear();
        }

        foreach (var id in wanted)
        {
            _known[id] = found.GetValueOrDefault(id) ?? Known.Nobody(now);
        }
    }

    private bool IsAging(Known key) =>
        key.Hash is not null && time.GetElapsedTime(key.ReadAt) > Freshness / 2 && time.GetElapsedTime(key.UsedAt) < Remembered;

    private sealed class Known(AgentIdentity? agent, byte[]? hash, DateTimeOffset? revokedAt, long readAt)
    {
        public AgentIdentity? Agent => agent;

        public byte[]? Hash => hash;

        public DateTimeOffset? RevokedAt => revokedAt;

        public long ReadAt { get; } = readAt;

        public long UsedAt { get; set; } = readAt;

        /// <summary>The header with which it came last, for as long as its connection keeps it.</summary>
        public WeakReference<string>? Accepted { get; set; }

        public bool HasAccepted(string header) => Accepted is { } accepted && accepted.TryGetTarget(out var known) && ReferenceEquals(known, header);

        public static Known Nobody(long readAt) => new(null, null, null, readAt);
    }
}
