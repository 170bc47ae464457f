using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Metrics;
using Monitor.Domain.Problems.Rules;
using Monitor.Web.Access;
using Monitor.Web.Problems.Rules.Yaml;

namespace Monitor.Web.Problems.Rules;

/// <summary>A host to which a rule can be bent.</summary>
public sealed record RuleHost(int Id, string Name, int GroupId);

/// <summary>A group to which a rule can be bent.</summary>
public sealed record RuleGroup(int Id, string Name);

/// <summary>A version of a rule with the name of whoever made it.</summary>
public sealed record RuleHistoryLine(RuleVersion Version, string By);

/// <summary>Reads rules for screens and the API; hosts only those that the person sees.</summary>
public sealed class RuleQueries(IDbContextFactory<MonitorDb> contexts)
{
    private const int Most = 2000;
    private const int MostVersions = 200;

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

    /// <summary>The rule with this key; the last deleted one where none lives.</summary>
    public async Task<Rule?> FindAsync(string key, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Rules.AsNoTracking().Where(r => r.Key == key).OrderBy(r => r.DeletedAt == null ? 0 : 1).ThenByDescending(r => r.DeletedAt)
            .FirstOrDefaultAsync(cancellationToken);
    }

    public async Task<IReadOnlyList<Rule>> DeletedAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Rules.AsNoTracking().Where(r => r.DeletedAt != null).OrderByDescending(r => r.DeletedAt).Take(Most).ToListAsync(cancellationToken);
    }

    /// <summary>Newest first; the oldest of very many are left out.</summary>
    public async Task<IReadOnlyList<RuleHistoryLine>> HistoryAsync(int ruleId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var versions = await db.RuleVersions.AsNoTracking().Where(v => v.RuleId == ruleId).OrderByDescending(v => v.Version).Take(MostVersions).ToListAsync(cancellationToken);
        var ids = versions.Where(v => v.UserId is not null).Select(v => v.UserId!.Value).Distinct().ToArray();
        var names = await db.Users.AsNoTracking().Where(u => ids.Contains(u.Id)).ToDictionaryAsync(u => u.Id, u => u.DisplayName, cancellationToken);
        return [.. versions.Select(v => new RuleHistoryLine(v, v.UserId is { } id ? names.GetValueOrDefault(id) ?? "somebody who left" : "Monitor"))];
    }

    /// <summary>All rules as a file, or the one with this key.</summary>
    public async Task<string> ExportAsync(string? key, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var rules = await db.Rules.AsNoTracking().Where(r => r.DeletedAt == null && (key == null || r.Key == key)).OrderBy(r => r.Key).ToListAsync(cancellationToken);
        return RuleYamlText.Of(rules, await RuleNames.ReadAsync(db, cancellationToken));
    }
}
