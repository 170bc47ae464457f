using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Web.Components;

namespace Monitor.Web.Access;

/// <summary>The hosts by which somebody can filter what a page shows.</summary>
public sealed class HostChoices(IDbContextFactory<MonitorDb> contexts)
{
    private const int Most = 1000;

    /// <summary>Those that the person may see and that are not retired, by name.</summary>
    public async Task<IReadOnlyList<NamedId>> ListAsync(Actor actor, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Hosts.AsNoTracking().VisibleHosts(actor, db).Where(h => h.RetiredAt == null).OrderBy(h => h.Name)
            .Take(Most).Select(h => new NamedId(h.Id, h.Name)).ToListAsync(cancellationToken);
    }
}
