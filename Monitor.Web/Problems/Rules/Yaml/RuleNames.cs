using Microsoft.EntityFrameworkCore;
using Monitor.Data;

namespace Monitor.Web.Problems.Rules.Yaml;

/// <summary>Groups and hosts by name, because ids mean nothing elsewhere. A name that several have stands for none of them.</summary>
public sealed class RuleNames
{
    private readonly ILookup<string, int> _groups;
    private readonly ILookup<string, int> _hosts;
    private readonly Dictionary<int, string> _groupNames;
    private readonly Dictionary<int, string> _hostNames;

    public RuleNames(IEnumerable<(int Id, string Name)> groups, IEnumerable<(int Id, string Name)> hosts)
    {
        (_groupNames, _hostNames) = (groups.ToDictionary(g => g.Id, g => g.Name), hosts.ToDictionary(h => h.Id, h => h.Name));
        _groups = _groupNames.ToLookup(g => g.Value, g => g.Key, StringComparer.Ordinal);
        _hosts = _hostNames.ToLookup(h => h.Value, h => h.Key, StringComparer.Ordinal);
    }

    public static async Task<RuleNames> ReadAsync(MonitorDb db, CancellationToken cancellationToken)
    {
        var groups = await db.HostGroups.AsNoTracking().Select(g => new { g.Id, g.Name }).ToListAsync(cancellationToken);
        var hosts = await db.Hosts.AsNoTracking().Where(h => h.RetiredAt == null).Select(h => new { h.Id, h.Name }).ToListAsync(cancellationToken);
        return new RuleNames(groups.Select(g => (g.Id, g.Name)), hosts.Select(h => (h.Id, h.Name)));
    }

    public int? Group(string name) => Only(_groups[name]);

    public int? Host(string name) => Only(_hosts[name]);

    public string GroupName(int id) => _groupNames.GetValueOrDefault(id) ?? "a group that is gone";

    public string HostName(int id) => _hostNames.GetValueOrDefault(id) ?? "a host that is gone";

    private static int? Only(IEnumerable<int> ids) => ids.Take(2).ToArray() is [var id] ? id : null;
}
