using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Domain.Metrics;
using Monitor.Web.Access;

namespace Monitor.Web.Metrics;

/// <summary>Something that a program or a person wants remembered of a host: a deploy, a change by hand.</summary>
/// <param name="At">When it happened; null: now.</param>
/// <param name="Key">The caller's name for this request: the same twice is one event.</param>
public sealed record EventWish(int HostId, string Kind, string Text, DateTimeOffset? At, Guid? Key);

/// <summary>Writes down events that do not come from the host's own agent: permission, scope, once only, audit.</summary>
public sealed class EventDesk(IDbContextFactory<MonitorDb> contexts, AuditLog audit, TimeProvider time)
{
    public const int KindLength = 100;
    public const int TextLength = 2000;
    public static readonly TimeSpan FurthestAhead = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan FurthestBack = TimeSpan.FromDays(366);

    public async Task<HostOutcome> RecordAsync(Actor actor, EventWish wish, CancellationToken cancellationToken)
    {
        if (!actor.May(Permissions.EventsWrite))
        {
            return new HostOutcome(HostResult.Refused, "Your role or token may not write events. A token needs the scope events.write.");
        }

        var now = time.GetUtcNow();
        var entry = new HostEvent { HostId = wish.HostId, Kind = wish.Kind.Trim(), Text = wish.Text.Trim(), At = (wish.At ?? now).ToUniversalTime() };
        if (Refusal(entry, now) is { } refusal)
        {
            return HostOutcome.Invalid(refusal);
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (!await db.Hosts.VisibleHosts(actor, db).AnyAsync(h => h.Id == wish.HostId && h.RetiredAt == null, cancellationToken))
        {
            return HostOutcome.NotFound;
        }

        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (wish.Key is { } key && !await ClaimAsync(db, wish.HostId, key, now, cancellationToken))
        {
            return HostOutcome.Done(wish.HostId, "It was written down before.");
        }

        db.Events.Add(entry);
        audit.Add(db, actor, "event.written", "host", wish.HostId.ToString(CultureInfo.InvariantCulture), null, new { entry.Kind, entry.Text, entry.At });
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return HostOutcome.Done(wish.HostId);
    }

    /// <summary>Beside the numbers of the agent's own batches, which are never negative: events count once by the same table, kept as long.</summary>
    private static async Task<bool> ClaimAsync(MonitorDb db, int hostId, Guid key, DateTimeOffset now, CancellationToken cancellationToken)
    {
        // Of all of the key: keys that are counted up, or made in the same moment, differ at their end only.
        var number = -1 - (BinaryPrimitives.ReadInt64BigEndian(SHA256.HashData(key.ToByteArray(bigEndian: true))) & long.MaxValue);
        return await db.Database.ExecuteSqlAsync(
            $"INSERT INTO agent_batches (agent_id, seq, received_at) VALUES ({hostId}, {number}, {now}) ON CONFLICT DO NOTHING", cancellationToken) == 1;
    }

    private static string? Refusal(HostEvent entry, DateTimeOffset now) =>
        entry.Kind.Length is 0 or > KindLength || entry.Text.Length is 0 or > TextLength || entry.Kind.Contains('\0') || entry.Text.Contains('\0')
            ? $"'kind' has 1 to {KindLength} characters, 'text' 1 to {TextLength}, none of them NUL."
        : entry.At > now + FurthestAhead || entry.At < now - FurthestBack ? "'at' is at most 5 minutes ahead and a year back."
        : null;
}
