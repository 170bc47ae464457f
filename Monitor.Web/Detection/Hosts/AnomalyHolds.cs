using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Monitor.Data;
using Monitor.Domain.Detection;
using Monitor.Domain.Metrics;
using Monitor.Domain.Problems;

namespace Monitor.Web.Detection.Hosts;

/// <summary>
/// Which anomalies of hosts nobody is told of, and why: maintenance, what people called normal, what is weak, what is part of many, and what is too much for a day. All but the part of many are
/// decided anew each time, so that what still goes on is told when its reason is gone, such as with the next day. A host by itself and beside its peers is one problem: the
/// second one that begins joins what was told already, tells nobody again, and is held neither as weak nor for the day's sake.
/// </summary>
public sealed class AnomalyHolds(IOptions<DetectionOptions> options)
{
    /// <summary>An anomaly is found minutes after it began, and a host calms down as long after its maintenance.</summary>
    private static readonly TimeSpan Lingers = TimeSpan.FromMinutes(15);

    /// <summary>Decides on all that are open; the caller saves.</summary>
    internal async Task ApplyAsync(
        MonitorDb db, List<Anomaly> open, AnomalyRules rules, DetectionFacts facts, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var fleets = new FleetStory(db, rules, open);
        fleets.Follow(now);
        var known = await PatternBook.ReadAsync(db, [.. open.Select(a => a.HostId).Distinct()], cancellationToken);
        var told = open.Where(IsTold).Select(a => a.HostId).ToHashSet();
        foreach (var anomaly in open.Where(a => a is { ProblemId: null, Subject: not AnomalySubject.Fleet, Hold: not AnomalyHold.PartOfFleet }))
        {
            anomaly.Hold = facts.IsPaused(anomaly.HostId, now) || facts.IsPaused(anomaly.HostId, now - Lingers) ? AnomalyHold.Maintenance
                : known.Knows(anomaly) ? AnomalyHold.KnownPattern
                : !told.Contains(anomaly.HostId) && !AnomalyTelling.IsDue(anomaly.Score, now - anomaly.BeganAt) ? AnomalyHold.Weak
                : null;
        }

        await fleets.BeginAsync(now, cancellationToken);
        await BudgetAsync(db, open, rules, told, now, cancellationToken);
    }

    private static bool IsTold(Anomaly anomaly) =>
        anomaly is { ProblemId: not null, Hold: null, EndedAt: null, Subject: AnomalySubject.Host or AnomalySubject.Peers };

    private async Task BudgetAsync(MonitorDb db, List<Anomaly> open, AnomalyRules rules, HashSet<int> toldHosts, DateTimeOffset now, CancellationToken cancellationToken)
    {
        // What is told already tells nobody again, and what is critical is told whatever the day has seen.
        var untold = open.FindAll(a => a is { Hold: null, EndedAt: null, ProblemId: null, Subject: AnomalySubject.Host or AnomalySubject.Peers }
            && a.Severity < Severity.Critical && !toldHosts.Contains(a.HostId) && rules.Of(a.HostId, AnomalyMetrics.Host).Any());
        if (untold.Count == 0)
        {
            return;
        }

        var today = new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero);
        var (hosts, since) = (untold.Select(a => a.HostId).Distinct().ToArray(), today.AddDays(-1));
        var told = await db.Anomalies.Where(a => hosts.Contains(a.HostId) && a.BeganAt >= since && a.ProblemId != null && a.FoundAt >= today)
            // Where a host is unusual both by itself and beside its peers, that is one problem.
            .Where(a => a.Subject == AnomalySubject.Host || (a.Subject == AnomalySubject.Peers && !db.Anomalies.Any(o => o.ProblemId == a.ProblemId && o.Subject == AnomalySubject.Host)))
            .GroupBy(a => a.HostId).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, cancellationToken);
        foreach (var anomaly in untold.Where(a => told.GetValueOrDefault(a.HostId) >= options.Value.ProblemsPerHostAndDay))
        {
            anomaly.Hold = AnomalyHold.Budget;
        }
    }
}
