using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Problems;
using Monitor.Domain.Problems.Rules;
using Monitor.Web.Problems;
using Quartz;

namespace Monitor.Web.Detection;

/// <summary>Looks every few minutes whether what open problems are about is still measured.</summary>
internal sealed class GoneSeriesJob(GoneSeries gone) : IJob
{
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(5);

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken) => await gone.EndAsync(cancellationToken);
}

/// <summary>
/// Ends problems of series that are gone although their host goes on, such as a file system that was unmounted: no sample can end them any more. Safe to run on several
/// nodes, and twice.
/// </summary>
internal sealed class GoneSeries(IDbContextFactory<MonitorDb> contexts, ProblemLedger ledger, SeriesAbsence absence)
{
    /// <summary>Returns how many problems ended.</summary>
    public async Task<int> EndAsync(CancellationToken cancellationToken)
    {
        var gone = await FindAsync(cancellationToken);
        if (gone.Count == 0)
        {
            return 0;
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var ids = gone.Keys.ToArray();
        try
        {
            var ended = await ledger.WithdrawAsync(db, p => ids.Contains(p.Id), p => gone.GetValueOrDefault(p.Id), cancellationToken);
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            ledger.Announce();
            return ended;
        }
        catch (DbUpdateConcurrencyException)
        {
            // Somebody works on one of the tickets right now; the next round looks again.
            return 0;
        }
    }

    /// <summary>The reasons by the ids of the problems.</summary>
    private async Task<Dictionary<int, string>> FindAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var rules = (await db.Rules.AsNoTracking().ToListAsync(cancellationToken)).Where(r => r.Definition.Conditions.All(c => c.IsOfSamples)).ToDictionary(r => r.Id, r => r.Definition);
        var open = await db.Problems.AsNoTracking().Where(p => p.EndedAt == null && p.Phase != ProblemPhase.Predicted).OrderBy(p => p.Id)
            .ToListAsync(cancellationToken);
        var gone = new Dictionary<int, string>();
        foreach (var one in open.Where(p => rules.ContainsKey(p.RuleId)))
        {
            if (await absence.WhyAsync(one, rules[one.RuleId], cancellationToken) is { } reason)
            {
                gone[one.Id] = reason;
            }
        }

        return gone;
    }
}
