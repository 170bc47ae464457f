using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Monitor.Data;
using Monitor.Domain.Detection;
using Monitor.Domain.Detection.Hygiene;
using Monitor.Domain.Problems;

namespace Monitor.Web.Detection.Hosts;

/// <summary>Which anomalies of hosts nobody is told of, and why: maintenance, what people called normal, what is weak, what is part of many, and what is too much for a day.</summary>
public sealed class AnomalyHolds(IOptions<DetectionOptions> options)
{
    /// <summary>An anomaly is found minutes after it began, and a host calms down as long after its maintenance.</summary>
    private static readonly TimeSpan Lingers = TimeSpan.FromMinutes(15);

    /// <summary>Decides on all that are open; the caller saves.</summary>
    internal async Task ApplyAsync(
        MonitorDb db, List<Anomaly> open, AnomalyRules rules, DetectionFacts facts, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var known = await PatternBook.ReadAsync(db, [.. open.Select(a => a.HostId).Distinct()], cancellationToken);
        foreach (var anomaly in open.Where(a => a.ProblemId is null && a.Subject != AnomalySubject.Fleet))
        {
            // What goes on when the maintenance is over is told then, and what was too much for the day once it is critical.
            if (anomaly is { Hold: AnomalyHold.Budget, Severity: Severity.Critical })
            {
                anomaly.Hold = null;
            }
            else if (anomaly.Hold is null or AnomalyHold.Maintenance or AnomalyHold.Weak)
            {
                anomaly.Hold = facts.IsPaused(anomaly.HostId, now) || facts.IsPaused(anomaly.HostId, now - Lingers) ? AnomalyHold.Maintenance
                    : known.Knows(anomaly) ? AnomalyHold.KnownPattern
                    : !AnomalyTelling.IsDue(anomaly.Score, now - anomaly.BeganAt) ? AnomalyHold.Weak
                    : null;
            }
        }

        await new FleetStory(db, rules, open).ApplyAsync(now, cancellationToken);
        await BudgetAsync(db, open, rules, now, cancellationToken);
    }

    private async Task BudgetAsync(MonitorDb db, List<Anomaly> open, AnomalyRules rules, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var today = new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero);
        var told = await db.Anomalies.Where(a => a.ProblemId != null && a.FoundAt >= today && (a.Subject == AnomalySubject.Host || a.Subject == AnomalySubject.Peers))
            .GroupBy(a => a.HostId).Select(g => new { g.Key, Count = g.Select(a => a.BeganAt).Distinct().Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, cancellationToken);
        foreach (var host in open.Where(a => a is { Hold: null, EndedAt: null, Subject: not AnomalySubject.Fleet }).GroupBy(a => a.HostId))
        {
            // What is told already, or by the same problem, tells nobody again.
            var isTold = host.Any(a => a.ProblemId is not null);
            var budget = new AlarmBudget(options.Value.ProblemsPerHostAndDay, DateOnly.FromDateTime(now.UtcDateTime), told.GetValueOrDefault(host.Key));
            if (!isTold && rules.Of(host.Key, AnomalyMetrics.Host).Any() && !budget.Ask(now, host.Any(a => a.Severity == Severity.Critical)).MayTell)
            {
                foreach (var anomaly in host)
                {
                    anomaly.Hold = AnomalyHold.Budget;
                }
            }
        }
    }
}
