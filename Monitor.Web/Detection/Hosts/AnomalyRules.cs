using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Metrics;
using Monitor.Domain.Problems.Rules;
using Monitor.Web.Problems;

namespace Monitor.Web.Detection.Hosts;

/// <summary>The rules by which anomalies are told, and the hosts with their groups, as they were at one moment.</summary>
internal sealed class AnomalyRules
{
    private readonly RuleSet _set;
    private readonly List<Rule> _rules;
    private readonly Dictionary<int, (ScopedHost Host, string Name)> _hosts;

    private AnomalyRules(RuleSet set, Dictionary<int, (ScopedHost, string)> hosts) =>
        (_set, _hosts, _rules) = (set, hosts, [.. set.Rules.Where(r => r.Definition.First.Kind == ConditionKind.Unusual)]);

    public IReadOnlyList<Rule> All => _rules;

    public static async Task<AnomalyRules> ReadAsync(MonitorDb db, IReadOnlyCollection<int> hostIds, CancellationToken cancellationToken)
    {
        var tags = (await db.HostTags.AsNoTracking().Where(t => hostIds.Contains(t.HostId)).ToListAsync(cancellationToken)).ToLookup(t => t.HostId, t => $"{t.Key}={t.Value}");
        var hosts = await db.Hosts.AsNoTracking().Where(h => hostIds.Contains(h.Id) && h.RetiredAt == null).Select(h => new { h.Id, h.GroupId, h.Name }).ToListAsync(cancellationToken);
        return new AnomalyRules(
            await RuleSet.ReadAsync(db, cancellationToken),
            hosts.ToDictionary(h => h.Id, h => (new ScopedHost(h.Id, h.GroupId, tags[h.Id].ToHashSet(StringComparer.Ordinal)), h.Name)));
    }

    /// <summary>Those that are on for the host; none for one that is retired.</summary>
    public IEnumerable<EffectiveRule> Of(int hostId, string metric) => !_hosts.TryGetValue(hostId, out var one) ? []
        : from rule in _rules
          where rule.Definition.First.Metric == metric && rule.Definition.Where.Includes(one.Host, _set.Groups)
          let effective = _set.Of(rule, hostId, one.Host.GroupId)
          where effective.IsJudged
          select effective;

    public int? GroupOf(int hostId) => _hosts.TryGetValue(hostId, out var one) ? one.Host.GroupId : null;

    public string GroupName(int groupId) => _set.Groups.PathUp(groupId) is [var group, ..] ? group.Name : "";

    public string NameOf(int hostId) => _hosts.TryGetValue(hostId, out var one) ? one.Name : "";
}
