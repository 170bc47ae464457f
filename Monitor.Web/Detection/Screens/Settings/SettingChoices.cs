using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Metrics;
using Monitor.Domain.Problems;
using Monitor.Web.Access;
using Monitor.Web.Components;
using Monitor.Web.Detection.Desk;
using Monitor.Web.Store;

namespace Monitor.Web.Detection.Screens.Settings;

/// <summary>What can be chosen on the page of settings, within what the person may see.</summary>
public sealed class SettingChoices(IDbContextFactory<MonitorDb> contexts, SeriesCatalog catalog)
{
    private const int Most = 500;

    /// <summary>The groups whose settings the person may change, by name, without the fleet.</summary>
    public async Task<IReadOnlyList<NamedId>> GroupsAsync(Actor actor, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var groups = db.HostGroups.AsNoTracking().Where(g => g.Id != HostGroup.FleetId);
        if (SettingDesk.IsLimited(actor))
        {
            var mine = Visibility.GroupsBelow(db, actor.GroupIds);
            groups = groups.Where(g => mine.Contains(g.Id));
        }

        return await groups.OrderBy(g => g.Name).Take(Most).Select(g => new NamedId(g.Id, g.Name)).ToListAsync(cancellationToken);
    }

    /// <summary>The series of a host by metric; none where it is not there for the person.</summary>
    public async Task<IReadOnlyList<NamedId>> SeriesAsync(Actor actor, int hostId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Hosts.VisibleHosts(actor, db).AnyAsync(h => h.Id == hostId, cancellationToken)
            ? [.. catalog.SeriesOf(hostId).Select(s => new NamedId(s.Id, ProblemSentence.Subject(s.Metric, s.Labels))).OrderBy(s => s.Name, StringComparer.Ordinal).Take(Most)]
            : [];
    }
}
