using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Metrics;
using Monitor.Domain.Problems;
using Monitor.Web.Access;

namespace Monitor.Web.Problems;

/// <summary>A host to which a rule can be bent.</summary>
public sealed record RuleHost(int Id, string Name, int GroupId);

/// <summary>A group to which a rule can be bent.</summary>
public sealed record RuleGroup(int Id, string Name);

/// <summary>Reads rules for screens and the API; hosts only those that the person sees.</summary>
public sealed class RuleQueries(IDbContextFactory<MonitorDb> contexts)
{
    private const int Most = 2000;

    public async Task<(RuleSet Rules, IReadOnlyList<RuleHost> Hosts, IReadOnlyList<RuleGroup> Groups)> ReadAsync(
        Actor actor, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var rules = await RuleSet.ReadAsync(db, cancellationToken);
        var hosts = await db.Hosts.AsNoTracking().VisibleHosts(actor, db).Where(h => h.RetiredAt == null).OrderBy(h => h.Name).Take(Most)
            .Select(h => new RuleHost(h.Id, h.Name, h.GroupId)).ToListAsync(cancellationToken);
        var groups = await db.HostGroups.AsNoTracking().Where(g => g.Id != HostGroup.FleetId).OrderBy(g => g.Name).Take(Most)
            .Select(g => new RuleGroup(g.Id, g.Name)).ToListAsync(cancellationToken);
        return (rules, hosts, groups);
    }
}
