using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Problems;
using Monitor.Domain.Problems.Rules;

namespace Monitor.Web.Problems.Ledger;

/// <summary>Finds the open problems that nobody judges any more, whatever took the judge away: the rule is gone, off, or about other things, or the host is retired.</summary>
internal static class LedgerReview
{
    /// <summary>The reasons by the ids of the problems, as the caller's transaction sees the tables.</summary>
    public static async Task<Dictionary<int, string>> OrphansAsync(MonitorDb db, CancellationToken cancellationToken)
    {
        var open = await db.Problems.AsNoTracking().Where(p => p.EndedAt == null)
            .Join(db.Hosts, p => p.HostId, h => h.Id, (p, h) => new { p.Id, p.RuleId, p.HostId, p.Metric, p.Labels, p.Phase, h.GroupId, h.RetiredAt, h.Name })
            .ToListAsync(cancellationToken);
        if (open.Count == 0)
        {
            return [];
        }

        var hostIds = open.Select(p => p.HostId).Distinct().ToArray();
        var tags = (await db.HostTags.AsNoTracking().Where(t => hostIds.Contains(t.HostId)).ToListAsync(cancellationToken))
            .ToLookup(t => t.HostId, t => $"{t.Key}={t.Value}");
        var set = await RuleSet.ReadAsync(db, cancellationToken);
        return open.Select(p => (p.Id, Reason: p.RetiredAt is not null
                ? $"The host {p.Name} was retired."
                : RuleReach.WhyNot(set, p.RuleId, new ScopedHost(p.HostId, p.GroupId, tags[p.HostId].ToHashSet()), p.Metric, p.Labels, p.Phase == ProblemPhase.Predicted)))
            .Where(p => p.Reason is not null).ToDictionary(p => p.Id, p => p.Reason!);
    }
}
