using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Domain.Metrics;
using Monitor.Domain.Problems.Rules;
using Monitor.Web.Access;
using Monitor.Web.Components;

namespace Monitor.Web.Efficiency.Reading;

/// <summary>The groups by which somebody can narrow what is shown: those with hosts that he may see, and what lies above them as far as it is his.</summary>
public sealed class EfficiencyGroups(IDbContextFactory<MonitorDb> contexts)
{
    private const int Most = 1000;

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
}
