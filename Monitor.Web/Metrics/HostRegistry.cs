using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Monitor.Domain.Metrics;
using Monitor.Web.Access;

namespace Monitor.Web.Metrics;

/// <summary>What people do to hosts. Permission and scope are decided here; each change leaves its audit row in the same transaction.</summary>
public sealed class HostRegistry(HostChanges changes, AuditLog audit, AgentKeyRing keys, TimeProvider time)
{
    public const int TagKeyLength = 100;
    public const int TagValueLength = 200;
    public const int MaximumTags = 50;

    public Task<HostOutcome> RenameAsync(Actor actor, int hostId, string name, CancellationToken cancellationToken) =>
        changes.ApplyAsync(actor, hostId, (db, host) =>
        {
            if (NameCheck.Clean(name, Host.NameLength) is not { } clean)
            {
                return Task.FromResult(HostOutcome.Invalid($"A host's name has 1 to {Host.NameLength} characters."));
            }

            audit.Add(db, actor, "host.renamed", "host", Id(hostId), new { host.Name }, new { Name = clean });
            host.Name = clean;
            return Task.FromResult(HostOutcome.Done(hostId));
        }, cancellationToken);

    public Task<HostOutcome> MoveAsync(Actor actor, int hostId, int groupId, CancellationToken cancellationToken) =>
        changes.ApplyAsync(actor, hostId, async (db, host) =>
        {
            if (!await db.HostGroups.VisibleGroups(actor, db).AnyAsync(g => g.Id == groupId, cancellationToken))
            {
                return HostOutcome.Invalid("There is no such group. Choose one from the list.");
            }

            audit.Add(db, actor, "host.moved", "host", Id(hostId), new { host.GroupId }, new { GroupId = groupId });
            host.GroupId = groupId;
            return HostOutcome.Done(hostId);
        }, cancellationToken);

    public Task<HostOutcome> TagAsync(Actor actor, int hostId, string key, string value, CancellationToken cancellationToken) =>
        changes.ApplyAsync(actor, hostId, async (db, _) =>
        {
            if (NameCheck.Clean(key, TagKeyLength) is not { } cleanKey || NameCheck.Clean(value, TagValueLength) is not { } cleanValue)
            {
                return HostOutcome.Invalid($"A tag is key=value: a key of 1 to {TagKeyLength} characters and a value of 1 to {TagValueLength}.");
            }

            var tags = await db.HostTags.Where(t => t.HostId == hostId).ToListAsync(cancellationToken);
            var known = tags.Find(t => t.Key == cleanKey);
            if (known is null && tags.Count == MaximumTags)
            {
                return HostOutcome.Invalid($"A host has at most {MaximumTags} tags. Remove one first.");
            }

            audit.Add(db, actor, "host.tagged", "host", Id(hostId), known is null ? null : new { known.Key, known.Value }, new { Key = cleanKey, Value = cleanValue });
            if (known is null)
            {
                db.HostTags.Add(new HostTag { HostId = hostId, Key = cleanKey, Value = cleanValue });
            }
            else
            {
                known.Value = cleanValue;
            }

            return HostOutcome.Done(hostId);
        }, cancellationToken);

    public Task<HostOutcome> UntagAsync(Actor actor, int hostId, string key, CancellationToken cancellationToken) =>
        changes.ApplyAsync(actor, hostId, async (db, _) =>
        {
            if (await db.HostTags.SingleOrDefaultAsync(t => t.HostId == hostId && t.Key == key, cancellationToken) is not { } tag)
            {
                return HostOutcome.NotFound;
            }

            audit.Add(db, actor, "host.untagged", "host", Id(hostId), new { tag.Key, tag.Value }, null);
            db.HostTags.Remove(tag);
            return HostOutcome.Done(hostId);
        }, cancellationToken);

    /// <summary>Takes the host out of the fleet: its keys and its open problems end, its history stays.</summary>
    public async Task<HostOutcome> RetireAsync(Actor actor, int hostId, CancellationToken cancellationToken)
    {
        var ended = new List<int>();
        var outcome = await changes.ApplyAsync(actor, hostId, async (db, host) =>
        {
            var now = time.GetUtcNow();
            host.RetiredAt ??= now;
            foreach (var key in await db.AgentKeys.Where(k => k.HostId == hostId && (k.RevokedAt == null || k.RevokedAt > now)).ToListAsync(cancellationToken))
            {
                key.RevokedAt = now;
                ended.Add(key.Id);
            }

            audit.Add(db, actor, "host.retired", "host", Id(hostId), null, new { host.RetiredAt, Keys = ended });
            return HostOutcome.Done(hostId);
        }, cancellationToken);
        keys.Forget(ended);
        return outcome;
    }

    private static string Id(int hostId) => hostId.ToString(CultureInfo.InvariantCulture);
}
