using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Forecasting;
using Monitor.Domain.Forecasting.Predictions;
using Monitor.Domain.Problems;
using Monitor.Domain.Problems.Ledger;
using Monitor.Web.Problems;

namespace Monitor.Web.Forecasting.Predictions;

/// <summary>
/// Turns fresh forecasts into predicted problems through the ledger. One writer of predictions at a time, on whatever node; what was said and not written down
/// is said again by the next forecast.
/// </summary>
public sealed class PredictionJudge(IDbContextFactory<MonitorDb> contexts, ProblemLedger ledger, TimeProvider time)
{
    /// <summary>Looks at what was just forecast. Returns how many predictions changed. Throws when it could not be written down.</summary>
    public async Task<int> JudgeAsync(IReadOnlyList<FreshForecast> fresh, CancellationToken cancellationToken)
    {
        IReadOnlyList<(PredictionSubject Subject, Sighting Seen)> said;
        await using (var db = await contexts.CreateDbContextAsync(cancellationToken))
        {
            var subjects = await PredictionSubject.ReadAsync(db, fresh, cancellationToken);
            said = [.. subjects.SelectMany(s => s.Sightings().Select(seen => (s, seen)))];
            if (!await IsNewsAsync(db, said, cancellationToken))
            {
                return 0;
            }
        }

        return await WriteAsync(said, cancellationToken);
    }

    /// <summary>Nothing is foreseen of most series most of the time: then nothing is locked.</summary>
    private static async Task<bool> IsNewsAsync(MonitorDb db, IReadOnlyList<(PredictionSubject Subject, Sighting Seen)> said, CancellationToken cancellationToken)
    {
        if (said.Any(s => s.Seen.Probability >= s.Subject.Part.Probability))
        {
            return true;
        }

        var fingerprints = said.Select(s => s.Subject.Fingerprint).Distinct().ToArray();
        return fingerprints.Length > 0 && await db.Predictions.AnyAsync(p => p.EndedAt == null && fingerprints.Contains(p.Fingerprint), cancellationToken);
    }

    private async Task<int> WriteAsync(IReadOnlyList<(PredictionSubject Subject, Sighting Seen)> said, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await PredictionLock.TakeAsync(db, cancellationToken);
        var round = await PredictionRound.ReadAsync(db, [.. said.Select(s => s.Subject.Fingerprint).Distinct()], time.GetUtcNow(), cancellationToken);
        foreach (var (subject, seen) in said)
        {
            round.Take(subject, seen);
        }

        if (round.Changed == 0)
        {
            return 0;
        }

        await db.SaveChangesAsync(cancellationToken);

        // The ledger writes by itself: should this transaction be lost after it, the next forecast or the sweep brings both together again.
        await ledger.TakeAsync(round.Verdicts, cancellationToken);
        await round.LinkAsync(cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return round.Changed;
    }
}

/// <summary>Until the transaction ends nobody else writes predictions.</summary>
internal static class PredictionLock
{
    public static Task TakeAsync(MonitorDb db, CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtext('monitor.predictions'))", cancellationToken);
}
