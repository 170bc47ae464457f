using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Problems;

namespace Monitor.Web.Problems.Ledger;

/// <summary>
/// What the context of a transaction with many verdicts still watches. Each save looks at everything that was written before it: what fifty hosts begin at one moment
/// then costs more looking than writing.
/// </summary>
internal static class LedgerContext
{
    /// <summary>After a verdict is saved: lets go of all that is as it was saved, but the problems, whose next verdict may come in the same transaction.</summary>
    public static void Forget(MonitorDb db)
    {
        var tracker = db.ChangeTracker;
        tracker.AutoDetectChangesEnabled = false;
        try
        {
            foreach (var entry in tracker.Entries().Where(e => e.State == EntityState.Unchanged && e.Entity is not Problem).ToList())
            {
                entry.State = EntityState.Detached;
            }
        }
        finally
        {
            tracker.AutoDetectChangesEnabled = true;
        }
    }
}
