using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Forecasting;
using Monitor.Domain.Forecasting.Predictions;
using Monitor.Domain.Problems;

namespace Monitor.Web.Forecasting.Predictions;

/// <summary>What began without a prediction although its rule asks for one. Each beginning is written down once.</summary>
internal static class MissedPredictions
{
    /// <summary>A server that was away for longer has not foreseen anything, and nothing is made up for it.</summary>
    private static readonly TimeSpan Back = TimeSpan.FromDays(1);

    public static async Task<int> AddAsync(MonitorDb db, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var rules = (await db.Rules.AsNoTracking().Where(r => r.DeletedAt == null).ToListAsync(cancellationToken)).Where(r => r.Definition.Predicted is not null)
            .Select(r => r.Id).ToArray();
        var since = now - Back;
        var begun = await db.Problems.AsNoTracking()
            .Where(p => p.OpenedAt > since && rules.Contains(p.RuleId) && p.Phase != ProblemPhase.Predicted
                && !db.Predictions.Any(o => o.ProblemId == p.Id && o.Outcome != PredictionOutcome.Candidate && o.IssuedAt >= p.OpenedAt))
            .OrderBy(p => p.Id).Take(500).ToListAsync(cancellationToken);
        var ids = begun.Select(p => p.Id).ToArray();
        var first = (await db.ProblemChanges.AsNoTracking().Where(c => ids.Contains(c.ProblemId) && c.At >= since).OrderBy(c => c.Id)
            .Select(c => new { c.ProblemId, c.At, c.Phase }).ToListAsync(cancellationToken)).ToLookup(c => c.ProblemId);
        var missed = 0;
        foreach (var problem in begun)
        {
            // The ledger writes the beginning down a moment after it has opened: what began as a prediction was none that was missed.
            if (first[problem.Id].FirstOrDefault(c => c.At >= problem.OpenedAt) is not { Phase: ProblemPhase.Firing } began)
            {
                continue;
            }

            db.Predictions.Add(new Prediction
            {
                HostId = problem.HostId, RuleId = problem.RuleId, RuleVersion = problem.RuleVersion, Fingerprint = problem.Fingerprint, Metric = problem.Metric,
                Labels = problem.Labels, Severity = problem.Severity, Limit = problem.Limit, Value = problem.Value, IssuedAt = began.At, UpdatedAt = now,
                EndedAt = began.At, Outcome = PredictionOutcome.Missed, EndText = PredictionWords.Missed(problem.Summary), ProblemId = problem.Id,
            });
            missed++;
        }

        return missed;
    }
}
