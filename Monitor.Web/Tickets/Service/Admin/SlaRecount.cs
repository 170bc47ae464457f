using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Tickets.Service;

namespace Monitor.Web.Tickets.Service.Admin;

/// <summary>
/// What a change of a policy or calendar does to the clocks that run by it: what has run by the old hours is kept, what is to come follows the new ones. Steps
/// that lie behind after the change count as taken: a change of a promise tells nobody about the past. What was due before the change and nobody has looked at
/// yet is told all the same.
/// </summary>
internal static class SlaRecount
{
    /// <param name="before">The hours of each policy before the change, which are saved already.</param>
    /// <param name="added">Ids of the steps that came with the change; all others were there before it.</param>
    public static async Task ApplyAsync(
        MonitorDb db, IReadOnlyCollection<int> policyIds, Func<int, ServiceHours> before, IReadOnlyCollection<int> added, DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        await db.Database.SqlQuery<int>($"""
            SELECT ticket_id AS "Value" FROM sla_timers WHERE policy_id = ANY({policyIds.ToArray()}) AND met_at IS NULL ORDER BY ticket_id, clock FOR UPDATE
            """).ToListAsync(cancellationToken);
        var shelf = await SlaShelf.ReadAsync(db, cancellationToken);
        var steps = (await db.EscalationSteps.AsNoTracking().Where(s => policyIds.Contains(s.PolicyId)).ToListAsync(cancellationToken)).ToLookup(s => s.PolicyId);
        var timers = await db.SlaTimers.Where(t => policyIds.Contains(t.PolicyId) && t.MetAt == null).ToListAsync(cancellationToken);
        var firings = db.EscalationFirings.AsNoTracking().Where(f => db.SlaTimers.Any(t => t.TicketId == f.TicketId && policyIds.Contains(t.PolicyId) && t.MetAt == null));
        var taken = (await firings.ToListAsync(cancellationToken)).ToLookup(f => f.TicketId, f => (f.StepId, f.Round));
        foreach (var timer in timers)
        {
            var policy = shelf.Policies.FirstOrDefault(p => p.Id == timer.PolicyId && p.IsEnabled);
            var terms = policy is null ? null : shelf.Terms(policy, [.. steps[policy.Id]]);
            if (terms?.Target(timer.Clock) is not { } target)
            {
                db.SlaTimers.Remove(timer);
                continue;
            }

            var old = SlaRun.Of(timer, before(timer.PolicyId));
            var run = old.Under(terms, target, now);
            var done = taken[timer.TicketId].ToList();
            var inRound = SlaKeeper.InRound(done, run.Round);
            var owed = SlaLadder.Due(old.Resume(now), terms.Steps.Where(s => !added.Contains(s.Id)), inRound, now);
            var past = SlaLadder.Due(run with { RunningSince = now }, terms.Steps, inRound, now).Except(owed).ToList();
            db.EscalationFirings.AddRange(past.Select(s => new EscalationFiring { TicketId = timer.TicketId, StepId = s.Id, Round = run.Round, FiredAt = now }));
            SlaKeeper.Write(db, timer.TicketId, [timer], run, terms.Steps, [.. done, .. past.Select(s => (s.Id, run.Round))]);
        }
    }
}
