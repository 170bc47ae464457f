using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Problems;
using Monitor.Domain.Problems.Ledger;
using Monitor.Domain.Problems.Rules;
using Monitor.Domain.Problems.Suppression;

namespace Monitor.Web.Problems.Ledger;

/// <summary>Everything that the verdicts of one transaction need, read with one query each.</summary>
internal sealed class VerdictBatch
{
    private readonly Dictionary<int, Host> _hosts;
    private readonly ILookup<int, string> _tags;
    private readonly RuleSet _rules;
    private readonly Dictionary<string, Problem> _newest;
    private readonly LedgerHoldings _holdings;

    private VerdictBatch(
        Dictionary<int, Host> hosts, ILookup<int, string> tags, RuleSet rules, Dictionary<string, Problem> newest, LedgerHoldings holdings) =>
        (_hosts, _tags, _rules, _newest, _holdings) = (hosts, tags, rules, newest, holdings);

    public static async Task<VerdictBatch> ReadAsync(MonitorDb db, IReadOnlyList<Verdict> verdicts, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var hostIds = verdicts.Select(v => v.HostId).Distinct().ToArray();
        var fingerprints = verdicts.Select(v => v.Fingerprint).Distinct().ToArray();
        var hosts = await db.Hosts.AsNoTracking().Where(h => hostIds.Contains(h.Id)).ToDictionaryAsync(h => h.Id, cancellationToken);
        var newest = await db.Problems
            .Where(p => fingerprints.Contains(p.Fingerprint) && !db.Problems.Any(later => later.Fingerprint == p.Fingerprint && later.Id > p.Id))
            .ToDictionaryAsync(p => p.Fingerprint, cancellationToken);
        var tags = await db.HostTags.AsNoTracking().Where(t => hostIds.Contains(t.HostId)).ToListAsync(cancellationToken);
        var rules = await RuleSet.ReadAsync(db, cancellationToken);
        return new VerdictBatch(hosts, tags.ToLookup(t => t.HostId, t => $"{t.Key}={t.Value}"), rules, newest, await LedgerHoldings.ReadAsync(db, now, cancellationToken));
    }

    /// <summary>Why nothing follows from a verdict, as a sentence; null: something does.</summary>
    public string? Refusal(Verdict verdict)
    {
        if (!_hosts.TryGetValue(verdict.HostId, out var host) || host.RetiredAt is not null)
        {
            return "The host is retired.";
        }

        if (verdict.Kind is not (VerdictKind.Fired or VerdictKind.Predicted))
        {
            return null;
        }

        // Judges learn of a change of the rules a moment after it: what begins by a rule that is off would never end.
        var scoped = new ScopedHost(host.Id, host.GroupId, _tags[host.Id].ToHashSet());
        return RuleReach.WhyNot(_rules, verdict.RuleId, scoped, verdict.Metric, verdict.Labels, verdict.Kind == VerdictKind.Predicted);
    }

    public LedgerCase CaseOf(Verdict verdict, DateTimeOffset now)
    {
        var host = _hosts[verdict.HostId];
        var problem = _newest.GetValueOrDefault(verdict.Fingerprint);
        var subject = new SuppressionSubject(host.Id, verdict.RuleKey, verdict.Metric, verdict.Labels, verdict.Severity, problem?.TicketId);
        var (holds, down) = _holdings.Of(subject, problem is { EndedAt: null }, now);
        return new LedgerCase(host, new LedgerEvent.Judged(verdict, now, holds)
        {
            IsFirstDay = FirstDay.HoldsTicketBack(host.CreatedAt, now, verdict.Metric, verdict.IsHostWish),
        })
        {
            Problem = problem, DownProblemId = down,
        };
    }

    /// <summary>What was just written counts for the verdicts that follow.</summary>
    public void Follow(LedgerCase one, Verdict verdict)
    {
        if (one.Problem is { } problem)
        {
            _newest[verdict.Fingerprint] = problem;
            _holdings.Follow(problem, one.Host.Name, verdict.RuleKey);
        }
    }
}
