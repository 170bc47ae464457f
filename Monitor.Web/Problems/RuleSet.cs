using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Problems;
using Monitor.Domain.Problems.Rules;

namespace Monitor.Web.Problems;

/// <summary>All rules, overrides and groups as they were at one moment.</summary>
public sealed class RuleSet(IReadOnlyList<Rule> rules, IReadOnlyList<RuleOverride> overrides, GroupTree groups)
{
    private readonly ILookup<int, RuleOverride> _overrides = overrides.ToLookup(o => o.RuleId);

    /// <summary>Rules that nobody overrides are one thing for all hosts, and not a thousand equal ones.</summary>
    private readonly ConcurrentDictionary<Rule, EffectiveRule> _everywhere = new(ReferenceEqualityComparer.Instance);

    public static RuleSet Empty { get; } = new([], [], new GroupTree([]));

    public IReadOnlyList<Rule> Rules { get; } = rules;

    public GroupTree Groups { get; } = groups;

    public IEnumerable<RuleOverride> OverridesOf(Rule rule) => _overrides[rule.Id];

    public EffectiveRule Of(Rule rule, int hostId, int groupId) =>
        _overrides.Contains(rule.Id) ? EffectiveRule.Of(rule, _overrides[rule.Id], Groups, hostId, groupId)
        : _everywhere.GetOrAdd(rule, static (one, groups) => EffectiveRule.Of(one, [], groups, null, 0), Groups);

    /// <summary>Equal texts: nothing of rules, overrides and groups has changed.</summary>
    public string Stamp()
    {
        var text = new StringBuilder();
        foreach (var rule in Rules)
        {
            text.Append(CultureInfo.InvariantCulture, $"{rule.Id} {rule.Key} {rule.Version} {rule.Enabled} {rule.Name} {RuleJson.Write(rule.Definition)}\n");
            foreach (var one in OverridesOf(rule).OrderBy(o => o.Id))
            {
                text.Append(CultureInfo.InvariantCulture, $"{one.GroupId} {one.HostId} {one.Limit} {one.ClearLevel} {one.ForDuration} {one.Enabled} {RuleJson.Write(one.Steps)}\n");
            }
        }

        foreach (var group in Groups.All.OrderBy(g => g.Id))
        {
            text.Append(CultureInfo.InvariantCulture, $"{group.Id} {group.ParentId} {group.Name}\n");
        }

        return text.ToString();
    }

    /// <summary>The rules that are there for a host, as they count on it.</summary>
    public IEnumerable<EffectiveRule> On(ScopedHost host) =>
        from rule in Rules
        where rule.Definition.Where.Includes(host, Groups)
        select Of(rule, host.Id, host.GroupId);

    public static async Task<RuleSet> ReadAsync(MonitorDb db, CancellationToken cancellationToken)
    {
        var rules = await db.Rules.AsNoTracking().Where(r => r.DeletedAt == null).OrderBy(r => r.Id).ToListAsync(cancellationToken);
        var overrides = await db.RuleOverrides.AsNoTracking().ToListAsync(cancellationToken);
        var groups = await db.HostGroups.AsNoTracking().ToListAsync(cancellationToken);
        return new RuleSet(rules, overrides, new GroupTree(groups));
    }
}
