using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Problems;
using Monitor.Domain.Problems.Rules;
using Monitor.Web.Access;

namespace Monitor.Web.Problems.Rules;

/// <summary>Somebody who is limited to groups or teams changes rules only there, never for the fleet.</summary>
internal static class RuleScope
{
    public static async Task<RuleOutcome?> RefusalAsync(MonitorDb db, Actor actor, OverrideTarget? target, CancellationToken cancellationToken)
    {
        if (target?.HostId is { } hostId)
        {
            return await db.Hosts.VisibleHosts(actor, db).AnyAsync(h => h.Id == hostId, cancellationToken) ? null : RuleOutcome.NotFound;
        }

        var isLimited = actor.GroupIds.Count > 0 || actor.TeamIds.Count > 0;
        if (target?.GroupId is not { } groupId)
        {
            return isLimited ? RuleOutcome.Refused("change rules for the whole fleet, only for your groups and hosts") : null;
        }

        var tree = new GroupTree(await db.HostGroups.AsNoTracking().ToListAsync(cancellationToken));
        var exists = tree.PathUp(groupId).Count > 0;
        return exists && (!isLimited || actor.GroupIds.Any(g => tree.WithDescendants(g).Contains(groupId))) ? null : RuleOutcome.NotFound;
    }
}
