using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Forecasting;
using Monitor.Domain.Forecasting.Predictions;
using Monitor.Domain.Problems;
using Monitor.Domain.Problems.Ledger;
using Monitor.Web.Problems;

namespace Monitor.Web.Forecasting.Predictions;

/// <summary>
/// Grades predictions by what became of their problems: it came, its time is over, nobody can say; and writes down what came unforeseen. Safe to run on several
/// nodes, and twice.
/// </summary>
public sealed class PredictionSweep(IDbContextFactory<MonitorDb> contexts, ProblemLedger ledger, TimeProvider time)
{
    /// <summary>A predicted problem without a prediction is one that was being written down when a server died.</summary>
    private static readonly TimeSpan Unfinished = TimeSpan.FromMinutes(10);

    /// <summary>Returns how many predictions were graded.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await PredictionLock.TakeAsync(db, cancellationToken);
        var now = time.GetUtcNow();
        await db.Predictions.Where(p => p.Outcome == PredictionOutcome.Candidate && p.UpdatedAt < now - PredictionMachine.Stale).ExecuteDeleteAsync(cancellationToken);
        var graded = await GradeAsync(db, now, cancellationToken);
        graded += await MissedPredictions.AddAsync(db, now, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await EndOrphansAsync(now, cancellationToken);
        return graded;
    }

    private async Task<int> GradeAsync(MonitorDb db, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var open = await db.Predictions.Where(p => p.Outcome == PredictionOutcome.Open).ToListAsync(cancellationToken);
        if (open.Count == 0)
        {
            return 0;
        }

        var ids = open.Select(p => p.ProblemId).OfType<int>().ToArray();
        var since = open.Min(p => p.IssuedAt);
        var problems = await db.Problems.AsNoTracking().Where(p => ids.Contains(p.Id)).ToDictionaryAsync(p => p.Id, cancellationToken);
        var came = (await db.ProblemChanges.AsNoTracking().Where(c => ids.Contains(c.ProblemId) && c.At >= since && c.Phase == ProblemPhase.Firing)
            .Select(c => new { c.ProblemId, c.At }).ToListAsync(cancellationToken)).ToLookup(c => c.ProblemId, c => c.At);
        var (ended, keys) = (new List<Verdict>(), await db.Rules.AsNoTracking().ToDictionaryAsync(r => r.Id, r => r.Key, cancellationToken));
        foreach (var prediction in open)
        {
            var problem = prediction.ProblemId is { } id ? problems.GetValueOrDefault(id) : null;
            var at = problem is null || prediction.IsOfLastingProblem ? null : came[problem.Id].Where(t => t >= prediction.IssuedAt).Order().Cast<DateTimeOffset?>().FirstOrDefault();
            Grade(prediction, problem, at, now);
            if (prediction.Outcome is PredictionOutcome.False or PredictionOutcome.Unknown && problem is { EndedAt: null })
            {
                ended.Add(EndOf(problem, keys[problem.RuleId], prediction.EndText, now));
            }
        }

        await ledger.TakeAsync(ended, cancellationToken);
        return open.Count(p => p.Outcome != PredictionOutcome.Open);
    }

    private static void Grade(Prediction prediction, Problem? problem, DateTimeOffset? cameAt, DateTimeOffset now)
    {
        if (cameAt is { } at)
        {
            End(prediction, PredictionOutcome.Hit, at, PredictionWords.CameTrue(at - prediction.IssuedAt), at - prediction.IssuedAt);
        }
        else if (problem is null or { EndedAt: not null })
        {
            var outcome = prediction.IsOfLastingProblem ? PredictionOutcome.Withdrawn : PredictionOutcome.Unknown;
            End(prediction, outcome, problem?.EndedAt ?? now, problem?.EndText ?? "");
        }
        else if (prediction.IsOfLastingProblem && problem.Severity >= prediction.Severity)
        {
            End(prediction, PredictionOutcome.Hit, now, PredictionWords.CameTrue(now - prediction.IssuedAt), now - prediction.IssuedAt);
        }
        else if (prediction.DeadlineAt is { } deadline && now >= deadline)
        {
            // Without a look since half of its time nobody knows whether it came.
            var isKnown = deadline - prediction.UpdatedAt <= (deadline - prediction.IssuedAt) / 2;
            End(
                prediction, isKnown ? PredictionOutcome.False : PredictionOutcome.Unknown, now,
                isKnown ? PredictionWords.Wrong(deadline) : PredictionWords.Unknown(deadline));
        }
    }

    private static void End(Prediction prediction, PredictionOutcome outcome, DateTimeOffset at, string text, TimeSpan? lead = null) =>
        (prediction.Outcome, prediction.EndedAt, prediction.EndText, prediction.Lead) = (outcome, at, text, lead);

    private async Task EndOrphansAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var before = now - Unfinished;
        var orphans = await db.Problems.AsNoTracking()
            .Where(p => p.EndedAt == null && p.Phase == ProblemPhase.Predicted && p.OpenedAt < before && !db.Predictions.Any(o => o.EndedAt == null && o.Fingerprint == p.Fingerprint))
            .Join(db.Rules, p => p.RuleId, r => r.Id, (p, r) => new { Problem = p, r.Key }).Take(200).ToListAsync(cancellationToken);
        await ledger.TakeAsync([.. orphans.Where(o => !o.Problem.State.IsGood).Select(o => EndOf(o.Problem, o.Key, "No forecast says so any more: the prediction is withdrawn.", now))], cancellationToken);
    }

    private static Verdict EndOf(Problem problem, string ruleKey, string text, DateTimeOffset now) => new()
    {
        Kind = VerdictKind.PredictionEnded, HostId = problem.HostId, RuleId = problem.RuleId, RuleKey = ruleKey, RuleVersion = problem.RuleVersion,
        Metric = problem.Metric, Labels = problem.Labels, Severity = problem.Severity, Value = problem.Value, Limit = problem.Limit, BeganAt = problem.BeganAt, At = now,
        Summary = text,
    };
}
