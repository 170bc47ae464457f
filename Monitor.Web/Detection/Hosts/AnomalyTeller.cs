using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Detection;
using Monitor.Domain.Metrics;
using Monitor.Domain.Problems;
using Monitor.Domain.Problems.Ledger;
using Monitor.Domain.Problems.Rules;
using Monitor.Web.Live;
using Monitor.Web.Problems;

namespace Monitor.Web.Detection.Hosts;

/// <summary>
/// Brings the ledger in line with the anomalies of hosts and fleets that are open and not held: a problem begins, gets worse or better, and ends. The anomalies are the truth: what
/// a server that died did not say is said by the next run, and what was said twice changes nothing. One teller at a time, on whatever server. A single series' anomaly never comes here.
/// </summary>
public sealed class AnomalyTeller(IDbContextFactory<MonitorDb> contexts, ProblemLedger ledger, AnomalyHolds holds, LiveFeed live, TimeProvider time)
{
    private const int AtOnce = 200;

    private sealed record Telling(Anomaly Anomaly, EffectiveRule Rule)
    {
        public string Labels { get; } = Anomaly.Subject == AnomalySubject.Fleet ? Anomaly.Labels : "";

        public string Fingerprint => Domain.Problems.Fingerprint.Of(Anomaly.HostId, Rule.Rule.Key, Labels);

        public Severity Severity => AnomalySeverity.By(Rule.Steps[0].Severity, Anomaly.Severity);
    }

    /// <summary>Returns how many verdicts were handed on.</summary>
    internal Task<int> RunAsync(DetectionFacts facts, CancellationToken cancellationToken) => RunAsync(facts, isOn: true, cancellationToken);

    /// <summary>Nobody looks any more: all that go on are over, and so are their problems.</summary>
    internal Task<int> EndAllAsync(DetectionFacts facts, CancellationToken cancellationToken) => RunAsync(facts, isOn: false, cancellationToken);

    private async Task<int> RunAsync(DetectionFacts facts, bool isOn, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtext('monitor.anomalies'))", cancellationToken);
        var now = time.GetUtcNow();
        var open = await db.Anomalies.Where(a => a.EndedAt == null && a.Subject != AnomalySubject.Series).OrderBy(a => a.BeganAt).ThenBy(a => a.Id).ToListAsync(cancellationToken);
        var rules = await AnomalyRules.ReadAsync(db, [.. open.Select(a => a.HostId).Distinct()], cancellationToken);
        foreach (var anomaly in open.Where(a => !isOn || rules.GroupOf(a.HostId) is null))
        {
            // Its host was retired, or detection is off: nobody looks at it any more.
            anomaly.EndedAt = now;
        }

        open.RemoveAll(a => a.EndedAt is not null);
        await holds.ApplyAsync(db, open, rules, facts, now, cancellationToken);
        var changed = await db.SaveChangesAsync(cancellationToken);

        var wanted = TellingsOf(open, rules, now);
        var verdicts = await VerdictsAsync(db, wanted, rules, now, cancellationToken);

        // The ledger writes by itself, some at once, so that it is not held for long: should this transaction be lost after it, the next run finds its problems and says the same.
        foreach (var some in verdicts.Chunk(AtOnce))
        {
            await ledger.TakeAsync(some, cancellationToken);
        }

        await LinkAsync(db, wanted, cancellationToken);
        changed += await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        if (changed > 0)
        {
            live.Publish(LiveFeed.Anomalies);
        }

        return verdicts.Count;
    }

    /// <summary>By fingerprint: the worst one counts where there are several.</summary>
    private static ILookup<string, Telling> TellingsOf(List<Anomaly> open, AnomalyRules rules, DateTimeOffset now) => (
        from a in open
        where a is { Hold: null, EndedAt: null }
        from rule in rules.Of(a.HostId, a.Subject == AnomalySubject.Fleet ? AnomalyMetrics.Fleet : AnomalyMetrics.Host)
        where now - a.BeganAt >= rule.ForDuration.Value
        select new Telling(a, rule)).OrderByDescending(w => w.Anomaly.Severity).ThenBy(w => w.Anomaly.BeganAt).ToLookup(w => w.Fingerprint);

    private static async Task<List<Verdict>> VerdictsAsync(
        MonitorDb db, ILookup<string, Telling> wanted, AnomalyRules rules, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var keys = rules.All.ToDictionary(r => r.Id, r => r.Key);
        var ruleIds = keys.Keys.ToArray();
        var lasting = await db.Problems.AsNoTracking().Where(p => p.EndedAt == null && ruleIds.Contains(p.RuleId)).ToDictionaryAsync(p => p.Fingerprint, cancellationToken);
        var verdicts = new List<Verdict>();
        foreach (var one in wanted)
        {
            var (first, problem) = (one.First(), lasting.GetValueOrDefault(one.Key));
            if (problem is null || one.Any(w => w.Anomaly.ProblemId is null) || problem.State.IsGood)
            {
                verdicts.Add(Of(VerdictKind.Fired, first, now));
            }
            else if (problem.Severity != first.Severity)
            {
                verdicts.Add(Of(VerdictKind.SeverityChanged, first, now));
            }
        }

        verdicts.AddRange(lasting.Values.Where(p => !wanted.Contains(p.Fingerprint) && !p.State.IsGood).Select(p => EndOf(p, keys[p.RuleId], now)));
        return verdicts;
    }

    private static Verdict Of(VerdictKind kind, Telling one, DateTimeOffset now)
    {
        var (anomaly, rule) = (one.Anomaly, one.Rule);
        return new Verdict
        {
            Kind = kind, HostId = anomaly.HostId, RuleId = rule.Rule.Id, RuleKey = rule.Rule.Key, RuleVersion = rule.Rule.Version, Metric = rule.Rule.Definition.First.Metric,
            Labels = one.Labels, Severity = one.Severity, Value = anomaly.Score * 100, Limit = 50, BeganAt = anomaly.BeganAt, At = now, Summary = anomaly.Sentence.TrimEnd('.'),
            Evidence = HostWords.Evidence(anomaly.Parts), IsHostWish = rule.IsHostWish, HeldFor = now - anomaly.BeganAt, For = rule.ForDuration.Value,
        };
    }

    private static Verdict EndOf(Problem problem, string ruleKey, DateTimeOffset now) => new()
    {
        Kind = VerdictKind.Ended, HostId = problem.HostId, RuleId = problem.RuleId, RuleKey = ruleKey, RuleVersion = problem.RuleVersion, Metric = problem.Metric, Labels = problem.Labels,
        Severity = problem.Severity, Value = problem.Value, Limit = problem.Limit, BeganAt = problem.BeganAt, At = now,
        Summary = problem.Labels.Length == 0 ? "The host behaves as usual again." : "The hosts of the group behave as usual again.",
    };

    /// <summary>What the ledger refused, for the rule or the host went away this moment, is looked at again by the next run.</summary>
    private static async Task LinkAsync(MonitorDb db, ILookup<string, Telling> wanted, CancellationToken cancellationToken)
    {
        var fingerprints = wanted.Select(w => w.Key).ToArray();
        var problems = await db.Problems.AsNoTracking().Where(p => p.EndedAt == null && fingerprints.Contains(p.Fingerprint)).ToDictionaryAsync(p => p.Fingerprint, p => p.Id, cancellationToken);
        foreach (var one in wanted.SelectMany(w => w))
        {
            if (problems.TryGetValue(one.Fingerprint, out var id))
            {
                one.Anomaly.ProblemId = id;
            }
        }
    }
}
