using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Efficiency;
using Monitor.Domain.Problems.Rules;

namespace Monitor.Web.Efficiency.Settings;

/// <summary>The settings of all groups as they are now.</summary>
public sealed class PlanReader(IDbContextFactory<MonitorDb> contexts)
{
    public async Task<EfficiencyPlan> ReadAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var settings = await db.EfficiencySettings.AsNoTracking().ToListAsync(cancellationToken);
        return new EfficiencyPlan(settings, new GroupTree(await db.HostGroups.AsNoTracking().ToListAsync(cancellationToken)));
    }
}
