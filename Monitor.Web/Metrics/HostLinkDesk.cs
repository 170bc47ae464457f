using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Domain.Metrics;
using Monitor.Domain.Problems.Suppression;
using Monitor.Web.Access;
using Monitor.Web.Hosting;
using Monitor.Web.Live;

namespace Monitor.Web.Metrics;

/// <summary>A host beside another one in a list of links.</summary>
public sealed record LinkedHost(int Id, string Name);

/// <summary>What a host stands behind, what stands behind it, the hosts that it could be linked to, and the services that run on it.</summary>
public sealed record LinkedHosts(IReadOnlyList<LinkedHost> Parents, IReadOnlyList<LinkedHost> Children, IReadOnlyList<LinkedHost> Others)
{
    public IReadOnlyList<(int Id, string Name)> Services { get; init; } = [];

    /// <summary>Services that need it without running on it.</summary>
    public IReadOnlyList<(int Id, string Name)> Needing { get; init; } = [];
}

/// <summary>Which host stands behind which: permission, scope, no circles, audit. Links are made one after another, so that two cannot close a circle together.</summary>
public sealed class HostLinkDesk(IDbContextFactory<MonitorDb> contexts, AuditLog audit, LiveFeed live)
{
    internal const long LinkLock = 0x4D6F6E4C696E6B;
    private const int Shown = 1000;

    /// <summary>Whoever waits for the lock is stopped by the database after a few seconds; the database is not away then.</summary>
    internal static HostOutcome Busy { get; } = HostOutcome.Conflict("Somebody else is changing links at this moment, so nothing was saved. Try again in a moment.");

    /// <summary>Null for a host that the person does not see. Of the linked hosts those that the person sees.</summary>
    public async Task<LinkedHosts?> ReadAsync(Actor actor, int hostId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var visible = db.Hosts.AsNoTracking().VisibleHosts(actor, db);
        if (!await visible.AnyAsync(h => h.Id == hostId, cancellationToken))
        {
            return null;
        }

        var parents = await Of(visible, db.HostLinks.Where(l => l.ChildId == hostId).Select(l => l.ParentId)).ToListAsync(cancellationToken);
        var children = await Of(visible, db.HostLinks.Where(l => l.ParentId == hostId).Select(l => l.ChildId)).Take(Shown).ToListAsync(cancellationToken);
        var others = !actor.May(Permissions.HostsLink) ? [] : await visible.Where(h => h.Id != hostId && h.RetiredAt == null).OrderBy(h => h.Name)
            .Select(h => new LinkedHost(h.Id, h.Name)).Take(Shown).ToListAsync(cancellationToken);
        var services = await db.ServiceLinks.AsNoTracking().Where(l => l.HostId == hostId).Join(db.Services, l => l.ServiceId, s => s.Id, (l, s) => new { l.Kind, s.Id, s.Name })
            .OrderBy(s => s.Name).Take(Shown).ToListAsync(cancellationToken);
        var on = services.ToLookup(s => s.Kind, s => (s.Id, s.Name));
        return new LinkedHosts(parents, children, [.. others.Except(parents)]) { Services = [.. on[ServiceLinkKind.RunsOn]], Needing = [.. on[ServiceLinkKind.DependsOn]] };
    }

    /// <summary>Puts the child behind the parent. Both must be in the person's sight.</summary>
    public async Task<HostOutcome> LinkAsync(Actor actor, int childId, int parentId, CancellationToken cancellationToken)
    {
        if (!actor.May(Permissions.HostsLink))
        {
            return HostOutcome.Refused;
        }

        try
        {
            return await AddAsync(actor, childId, parentId, cancellationToken);
        }
        catch (Exception fault) when (DatabaseLimit.IsReached(fault))
        {
            return Busy;
        }
    }

    private async Task<HostOutcome> AddAsync(Actor actor, int childId, int parentId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({LinkLock})", cancellationToken);
        int[] ids = [childId, parentId];
        var names = await db.Hosts.VisibleHosts(actor, db).Where(h => ids.Contains(h.Id)).ToDictionaryAsync(h => h.Id, h => h.Name, cancellationToken);
        if (ids.Any(id => !names.ContainsKey(id)))
        {
            return HostOutcome.NotFound;
        }

        var links = await db.HostLinks.AsNoTracking().ToListAsync(cancellationToken);
        if (links.Any(l => l.ChildId == childId && l.ParentId == parentId))
        {
            return HostOutcome.Done(childId);
        }

        if (new HostDependencies(links).Refusal(childId, parentId, id => names[id]) is { } refusal)
        {
            return HostOutcome.Invalid(refusal);
        }

        db.HostLinks.Add(new HostLink { ChildId = childId, ParentId = parentId, Kind = HostLinkKind.Behind });
        audit.Add(db, actor, "host.linked", "host", Text(childId), null, new { Behind = parentId, Name = names[parentId] });
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        live.Publish(LiveFeed.Hosts);
        return HostOutcome.Done(childId);
    }

    public async Task<HostOutcome> UnlinkAsync(Actor actor, int childId, int parentId, CancellationToken cancellationToken)
    {
        if (!actor.May(Permissions.HostsLink))
        {
            return HostOutcome.Refused;
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var link = await db.HostLinks.SingleOrDefaultAsync(l => l.ChildId == childId && l.ParentId == parentId, cancellationToken);
        if (link is null || await db.Hosts.VisibleHosts(actor, db).CountAsync(h => h.Id == childId || h.Id == parentId, cancellationToken) < 2)
        {
            return HostOutcome.NotFound;
        }

        db.HostLinks.Remove(link);
        audit.Add(db, actor, "host.unlinked", "host", Text(childId), new { Behind = parentId }, null);
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateConcurrencyException)
        {
            return HostOutcome.Conflict("Somebody else took this link away at the same moment.");
        }

        live.Publish(LiveFeed.Hosts);
        return HostOutcome.Done(childId);
    }

    private static IQueryable<LinkedHost> Of(IQueryable<Host> hosts, IQueryable<int> ids) =>
        hosts.Where(h => ids.Contains(h.Id)).OrderBy(h => h.Name).Select(h => new LinkedHost(h.Id, h.Name));

    private static string Text(int id) => id.ToString(CultureInfo.InvariantCulture);
}
