using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Metrics;
using Monitor.Domain.Problems.Rules;
using Monitor.Web.Access;
using Monitor.Web.Store;

namespace Monitor.Web.Metrics;

/// <summary>A host as its administrators see it.</summary>
public sealed record HostRow(int Id, string Name, int GroupId, string Group, DateTimeOffset? LastSeenAt, DateTimeOffset? RetiredAt);

/// <summary>A key without its secret, which nobody has but the agent.</summary>
public sealed record KeyRow(int Id, DateTimeOffset CreatedAt, DateTimeOffset? EndsAt);

public sealed record HostDetail(HostRow Host, IReadOnlyList<HostTag> Tags, IReadOnlyList<KeyRow> Keys);

/// <summary>How far a host that was asked to join has come.</summary>
public sealed record JoiningHost(bool IsExpired, int? HostId, string? Name, bool IsConnected);

/// <summary>What the administrators' pages show of hosts and groups, within the reader's scope.</summary>
public sealed class HostReader(IDbContextFactory<MonitorDb> contexts, LatestValues latest, TimeProvider time)
{
    public const int PageSize = 50;

    public async Task<(IReadOnlyList<HostRow> Rows, int Total)> ListAsync(Actor actor, string? text, int page, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var hosts = db.Hosts.AsNoTracking().VisibleHosts(actor, db);
        if (!string.IsNullOrWhiteSpace(text))
        {
            var pattern = LikePattern.Within(text.Trim());
            hosts = hosts.Where(h => EF.Functions.ILike(h.Name, pattern));
        }

        var total = await hosts.CountAsync(cancellationToken);
        var rows = await Rows(db, hosts.OrderBy(h => h.RetiredAt != null).ThenBy(h => h.Name).ThenBy(h => h.Id).Skip((page - 1) * PageSize).Take(PageSize))
            .ToListAsync(cancellationToken);
        return (rows.ConvertAll(Fresh), total);
    }

    public async Task<HostDetail?> FindAsync(Actor actor, int hostId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var row = await Rows(db, db.Hosts.AsNoTracking().VisibleHosts(actor, db).Where(h => h.Id == hostId)).SingleOrDefaultAsync(cancellationToken);
        if (row is null)
        {
            return null;
        }

        var now = time.GetUtcNow();
        var tags = await db.HostTags.AsNoTracking().Where(t => t.HostId == hostId).OrderBy(t => t.Key).ToListAsync(cancellationToken);
        var keys = await db.AgentKeys.AsNoTracking().Where(k => k.HostId == hostId && (k.RevokedAt == null || k.RevokedAt > now)).OrderBy(k => k.Id)
            .Select(k => new KeyRow(k.Id, k.CreatedAt, k.RevokedAt)).ToListAsync(cancellationToken);
        return new HostDetail(Fresh(row), tags, keys);
    }

    /// <summary>The groups in which a person may put a host.</summary>
    public async Task<IReadOnlyList<HostGroup>> GroupsAsync(Actor actor, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.HostGroups.AsNoTracking().VisibleGroups(actor, db).OrderBy(g => g.Name).ToListAsync(cancellationToken);
    }

    /// <summary>The same with what lies above them up to the fleet, so that they have their places in the tree.</summary>
    public async Task<IReadOnlyList<HostGroup>> TreeAsync(Actor actor, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var all = await db.HostGroups.AsNoTracking().OrderBy(g => g.Name).ToListAsync(cancellationToken);
        var tree = new GroupTree(all);
        var own = await db.HostGroups.VisibleGroups(actor, db).Select(g => g.Id).ToListAsync(cancellationToken);
        var shown = own.SelectMany(tree.PathUp).Select(g => g.Id).Append(HostGroup.FleetId).ToHashSet();
        return all.FindAll(g => shown.Contains(g.Id));
    }

    public async Task<JoiningHost?> JoiningAsync(int tokenId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var token = await db.EnrolmentTokens.AsNoTracking().SingleOrDefaultAsync(t => t.Id == tokenId, cancellationToken);
        if (token is null)
        {
            return null;
        }

        var host = token.HostId is null ? null : await db.Hosts.AsNoTracking().SingleOrDefaultAsync(h => h.Id == token.HostId, cancellationToken);
        return new JoiningHost(
            token.UsedAt is null && token.ExpiresAt <= time.GetUtcNow(), host?.Id, host?.Name, host is not null && latest.Host(host.Id) is not null);
    }

    private static IQueryable<HostRow> Rows(MonitorDb db, IQueryable<Host> hosts) =>
        hosts.Select(h => new HostRow(h.Id, h.Name, h.GroupId, db.HostGroups.Single(g => g.Id == h.GroupId).Name, h.LastSeenAt, h.RetiredAt));

    private HostRow Fresh(HostRow row) => latest.Host(row.Id) is { } seen ? row with { LastSeenAt = seen.LastSeenAt } : row;
}
