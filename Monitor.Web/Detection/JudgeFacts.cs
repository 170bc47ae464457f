using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Problems.Judging;
using Monitor.Domain.Problems.Rules;
using Monitor.Web.Problems;

namespace Monitor.Web.Detection;

/// <summary>
/// Everything that plans are made of, as it was at one moment: rules, hosts with their groups and tags, and what the ledger has open. Read in a handful of
/// queries, however many hosts there are.
/// </summary>
internal sealed class JudgeFacts(RuleSet rules, Dictionary<int, ScopedHost> hosts, Dictionary<int, Dictionary<string, OpenProblem>> open)
{
    private static readonly Dictionary<string, OpenProblem> NoneOpen = [];

    /// <summary>Equal texts: the same rules for everybody.</summary>
    public string Stamp { get; private init; } = rules.Stamp();

    public static JudgeFacts None { get; } = new(RuleSet.Empty, [], []);

    public static async Task<JudgeFacts> ReadAsync(MonitorDb db, CancellationToken cancellationToken) =>
        await ReadAsync(db, await RuleSet.ReadAsync(db, cancellationToken), cancellationToken);

    public static async Task<JudgeFacts> ReadAsync(MonitorDb db, RuleSet rules, CancellationToken cancellationToken) =>
        new(rules, await HostsAsync(db, null, cancellationToken), await OpenAsync(db, null, cancellationToken));

    /// <summary>Adds a host that was enrolled after these were read. False: it is retired, or gone.</summary>
    public async Task<bool> LearnAsync(MonitorDb db, int hostId, CancellationToken cancellationToken)
    {
        foreach (var (id, host) in await HostsAsync(db, hostId, cancellationToken))
        {
            hosts[id] = host;
        }

        foreach (var (id, problems) in await OpenAsync(db, hostId, cancellationToken))
        {
            open[id] = problems;
        }

        return hosts.ContainsKey(hostId);
    }

    /// <summary>Equal stamps become one text, so that comparing them for a thousand hosts costs nothing.</summary>
    public JudgeFacts WithStampOf(JudgeFacts before) =>
        Stamp == before.Stamp ? new JudgeFacts(rules, hosts, open) { Stamp = before.Stamp } : this;

    /// <summary>True when a host has the same rules by both.</summary>
    public bool SaysTheSameAs(JudgeFacts other, int hostId) =>
        ReferenceEquals(this, other)
        || (Stamp == other.Stamp && hosts.TryGetValue(hostId, out var mine) && other.Find(hostId) is { } its
            && mine.GroupId == its.GroupId && mine.Tags.SetEquals(its.Tags));

    public bool Knows(int hostId) => hosts.ContainsKey(hostId);

    public IReadOnlyDictionary<string, OpenProblem> OpenOn(int hostId) => open.GetValueOrDefault(hostId) ?? NoneOpen;

    /// <summary>The rules that are there for a host, with its values; none for one that is not known.</summary>
    public IEnumerable<EffectiveRule> RulesOf(int hostId) => hosts.TryGetValue(hostId, out var host) ? rules.On(host) : [];

    private ScopedHost? Find(int hostId) => hosts.GetValueOrDefault(hostId);

    /// <summary>Every host on which one of these rules is judged, with the rule as it counts there.</summary>
    public IEnumerable<(int HostId, EffectiveRule Rule)> Of(IReadOnlyCollection<Rule> some) =>
        from host in hosts.Values
        from rule in some
        where rule.Definition.Where.Includes(host, rules.Groups)
        let effective = rules.Of(rule, host.Id, host.GroupId)
        where effective.IsJudged
        select (host.Id, effective);

    private static async Task<Dictionary<int, ScopedHost>> HostsAsync(MonitorDb db, int? hostId, CancellationToken cancellationToken)
    {
        var tags = (await db.HostTags.AsNoTracking().Where(t => hostId == null || t.HostId == hostId).ToListAsync(cancellationToken))
            .ToLookup(t => t.HostId, t => $"{t.Key}={t.Value}");
        return await db.Hosts.AsNoTracking().Where(h => h.RetiredAt == null && (hostId == null || h.Id == hostId)).Select(h => new { h.Id, h.GroupId })
            .ToDictionaryAsync(h => h.Id, h => new ScopedHost(h.Id, h.GroupId, tags[h.Id].ToHashSet(StringComparer.Ordinal)), cancellationToken);
    }

    /// <summary>A flapping problem is open also while all is well, and a predicted one while nothing has come: their judge is to begin anew.</summary>
    private static async Task<Dictionary<int, Dictionary<string, OpenProblem>>> OpenAsync(MonitorDb db, int? hostId, CancellationToken cancellationToken) =>
        (await db.Problems.AsNoTracking().Where(p => p.EndedAt == null && (hostId == null || p.HostId == hostId))
            .Select(p => new { p.HostId, p.Fingerprint, p.BeganAt, p.Severity, p.State }).ToListAsync(cancellationToken))
        .Where(p => p.State is { IsGood: false, IsPredicted: false }).GroupBy(p => p.HostId).ToDictionary(p => p.Key, p => p.ToDictionary(o => o.Fingerprint, o => new OpenProblem(o.BeganAt, o.Severity)));
}
