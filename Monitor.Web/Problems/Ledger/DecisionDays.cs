using Microsoft.EntityFrameworkCore;
using Monitor.Data;

namespace Monitor.Web.Problems.Ledger;

/// <summary>Makes the partition of a day before the first trace of that day is written, and remembers which exist.</summary>
internal sealed class DecisionDays(IDbContextFactory<MonitorDb> contexts, TimeProvider time)
{
    private DateTime _known;

    public async Task EnsureAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (_known == now.UtcDateTime.Date)
        {
            return;
        }

        // The next day's too: what begins before midnight may be written after it.
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        foreach (var day in new[] { now, now.AddDays(1) })
        {
            await db.Database.ExecuteSqlAsync($"SELECT ensure_partition('decisions', {day})", cancellationToken);
        }

        _known = now.UtcDateTime.Date;
    }
}
