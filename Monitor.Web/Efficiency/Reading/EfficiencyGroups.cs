using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Domain.Metrics;
using Monitor.Domain.Problems.Rules;
using Monitor.Web.Access;
using Monitor.Web.Components;

namespace Monitor.Web.Efficiency.Reading;

/// <summary>The groups by which somebody can look at efficiency, without the fleet; by name.</summary>
public sealed class EfficiencyGroups(IDbContextFactory<MonitorDb> contexts)
{
    private const int Most = 1000;

    /// <summary>Those with hosts that the person may see, and what lies above them as far as it is the person's.</summary>
    public async Task<IReadOnlyList<NamedId>> ListAsync(Actor actor, CancellationToken cancellationToken)
    {
        actor.Demand(Permissions.EfficiencyRead);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var used = await db.Hosts.AsNoTracking().VisibleHosts(actor, db).Where(h => h.RetiredAt == null).Select(h => h.GroupId).Distinct().ToListAsync(cancellationToken);
        var tree = new GroupTree(await db.HostGroups.AsNoTracking().ToListAsync(cancellationToken));
        HashSet<int>? mine = Visibility.SeesEveryHost(actor) ? null : [.. used, .. await Visibility.GroupsBelow(db, actor.GroupIds).ToListAsync(cancellationToken)];
        return
        [
            .. used.SelectMany(tree.PathUp).DistinctBy(g => g.Id).Where(g => g.Id != HostGroup.FleetId && mine?.Contains(g.Id) != false).OrderBy(g => g.Name, StringComparer.OrdinalIgnoreCase).ThenBy(g => g.Id)
                .Take(Most).Select(g => new NamedId(g.Id, g.Name)),
        ];
    }

    /// <summary>Those of the person's scope, also where nothing is in them yet, and those of hosts that the person may see otherwise.</summary>
    public async Task<IReadOnlyList<NamedId>> AllAsync(Actor actor, CancellationToken cancellationToken)
    {
        actor.Demand(Permissions.EfficiencyRead);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var groups = db.HostGroups.AsNoTracking().Where(g => g.Id != HostGroup.FleetId);
        if (!Visibility.SeesEveryHost(actor))
        {
            var mine = Visibility.GroupsBelow(db, actor.GroupIds);
            var ofHosts = db.Hosts.VisibleHosts(actor, db).Where(h => h.RetiredAt == null).Select(h => h.GroupId);
            groups = groups.Where(g => mine.Contains(g.Id) || ofHosts.Contains(g.Id));
        }

        return await groups.OrderBy(g => g.Name).Take(Most).Select(g => new NamedId(g.Id, g.Name)).ToListAsync(cancellationToken);
    }
}
