using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Metrics;
using Monitor.Domain.Problems;
using Monitor.Domain.Problems.Rules;
using Monitor.Web.Access;
using Monitor.Web.Store;

namespace Monitor.Web.Problems.Rules;

/// <summary>One thing that a rule would watch now; the value is missing where nothing came lately, and stands as text for a state.</summary>
public sealed record RuleMatch(int HostId, string HostName, SeriesEntry? Series, string Name, double? Value, string Text);

/// <summary>What a rule would watch: how many hosts are in its scope, how many series match, and the first of them.</summary>
public sealed record RuleMatches(int Hosts, int Series, IReadOnlyList<RuleMatch> First)
{
    public const int Most = 20;
}

/// <summary>Looks up what a draft would watch, among the hosts that the person may see. Series come from memory; only hosts and states are read.</summary>
public sealed class RulePreview(IDbContextFactory<MonitorDb> contexts, SeriesCatalog catalog, LatestValues latest, TimeProvider time)
{
    /// <summary>What a host said last is not what is there now once it has fallen silent.</summary>
    private static readonly TimeSpan Lately = TimeSpan.FromMinutes(2);

    public async Task<RuleMatches> MatchAsync(Actor actor, RuleDefinition definition, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var hosts = await ScopedAsync(db, actor, definition.Where, cancellationToken);
        var (count, first) = (0, new List<RuleMatch>());
        var states = await StatesAsync(db, definition, cancellationToken);
        foreach (var (host, name) in hosts)
        {
            foreach (var match in definition.Conditions.SelectMany(c => Of(c, host.Id, name, states)))
            {
                count++;
                if (first.Count < RuleMatches.Most)
                {
                    first.Add(match);
                }
            }
        }

        return new RuleMatches(hosts.Count, count, first);
    }

    private IEnumerable<RuleMatch> Of(Condition condition, int hostId, string hostName, ILookup<(int, string), string> states)
    {
        if (condition.Kind == ConditionKind.StateText)
        {
            return states[(hostId, condition.Metric)].Select(text => new RuleMatch(hostId, hostName, null, condition.Metric, null, text));
        }

        if (condition.Kind == ConditionKind.Unusual)
        {
            return [new RuleMatch(hostId, hostName, null, "What the detectors say", null, "")];
        }

        if (condition.IsSilence)
        {
            return [new RuleMatch(hostId, hostName, null, "Anything at all", null, "")];
        }

        var isHeard = latest.Host(hostId) is { } sighting && time.GetUtcNow() - sighting.LastSeenAt <= Lately;
        return catalog.SeriesOf(hostId, condition.Metric).Where(s => LabelMatcher.All(condition.Labels, LabelSet.Parse(s.Labels))).Select(s =>
        {
            var value = isHeard ? latest.Of(s)?.Value : null;
            return new RuleMatch(hostId, hostName, s, Name(s), value, ValueText.Of(value, MetricCatalog.Find(s.Metric).Unit));
        });
    }

    private static string Name(SeriesEntry series) => MetricCatalog.Find(series.Metric).Title
        + (series.Labels.Length == 0 ? "" : " " + string.Join(", ", LabelSet.Parse(series.Labels).Select(l => l.Value)));

    private static async Task<IReadOnlyList<(ScopedHost Host, string Name)>> ScopedAsync(
        MonitorDb db, Actor actor, HostScope where, CancellationToken cancellationToken)
    {
        var visible = db.Hosts.AsNoTracking().VisibleHosts(actor, db).Where(h => h.RetiredAt == null);
        var hosts = await visible.OrderBy(h => h.Name).Select(h => new { h.Id, h.GroupId, h.Name }).ToListAsync(cancellationToken);
        var tags = where.Tags.Count == 0 ? [] : await db.HostTags.AsNoTracking().ToListAsync(cancellationToken);
        var tagsOf = tags.ToLookup(t => t.HostId, t => $"{t.Key}={t.Value}");
        var groups = new GroupTree(await db.HostGroups.AsNoTracking().ToListAsync(cancellationToken));
        return [.. hosts.Select(h => (new ScopedHost(h.Id, h.GroupId, tagsOf[h.Id].ToHashSet()), h.Name)).Where(h => where.Includes(h.Item1, groups))];
    }

    private static async Task<ILookup<(int, string), string>> StatesAsync(MonitorDb db, RuleDefinition definition, CancellationToken cancellationToken)
    {
        var names = definition.Conditions.Where(c => c.Kind == ConditionKind.StateText).Select(c => c.Metric).ToArray();
        var states = names.Length == 0 ? [] : await db.HostStates.AsNoTracking().Where(s => names.Contains(s.Name))
            .GroupBy(s => new { s.HostId, s.Name }).Select(g => g.OrderByDescending(s => s.Since).First()).ToListAsync(cancellationToken);
        return states.ToLookup(s => (s.HostId, s.Name), s => s.Text);
    }
}
