using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Domain.Metrics;
using Monitor.Web.Access;
using Monitor.Web.Components;

namespace Monitor.Web.Efficiency.Screens.Settings;

/// <summary>The groups whose settings somebody can look at, without the fleet; also those that have no host yet.</summary>
public sealed class SettingsGroups(IDbContextFactory<MonitorDb> contexts)
{
    private const int Most = 500;

    /// <summary>Those of the person's scope, and those of hosts that the person may see otherwise; by name.</summary>
    public async Task<IReadOnlyList<NamedId>> ListAsync(Actor actor, CancellationToken cancellationToken)
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
