using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Npgsql;

namespace Monitor.Web.Tickets.Service.Admin;

/// <summary>The one way in which calendars and policies are changed: one after the other, each with its audit row and the clocks that follow from it.</summary>
internal static class SlaAdminWork
{
    private const long Lock = 0x4D6F6E536C61;

    public static async Task<SlaOutcome> ChangeAsync(
        IDbContextFactory<MonitorDb> contexts, Func<MonitorDb, Task<SlaOutcome>> change, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        try
        {
            // Names, positions and the last calendar are looked at before they are changed.
            await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({Lock})", cancellationToken);
            var outcome = await change(db);
            if (outcome.IsDone)
            {
                await db.SaveChangesAsync(cancellationToken);
                await transaction.CommitAsync(cancellationToken);
            }

            return outcome;
        }
        catch (DbUpdateConcurrencyException)
        {
            return SlaOutcome.Conflict;
        }
        catch (DbUpdateException failure) when (failure.InnerException is PostgresException { SqlState: PostgresErrorCodes.ForeignKeyViolation })
        {
            return SlaOutcome.Invalid("A calendar, category, team or group that it names is gone. Choose another one.");
        }
    }
}
