using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Monitor.Data;
using Npgsql;

namespace Monitor.Web.Tickets.Catalog;

/// <summary>How a change of the catalog is saved: one at a time, with its audit row in the same transaction.</summary>
internal static class CatalogSaving
{
    /// <summary>Two administrators who move categories below each other at once would make a circle: they come one after another.</summary>
    public static async Task<IDbContextTransaction> BeginAsync(MonitorDb db, CancellationToken cancellationToken)
    {
        var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtext('monitor.tickets.catalog'))", cancellationToken);
        return transaction;
    }

    /// <param name="taken">What is said when the name is taken.</param>
    /// <param name="note">Adds the audit row, once new rows have their id.</param>
    public static async Task<string?> SaveAsync(MonitorDb db, IDbContextTransaction transaction, string taken, Action note, CancellationToken cancellationToken)
    {
        try
        {
            await db.SaveChangesAsync(cancellationToken);
            note();
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return null;
        }
        catch (DbUpdateException e) when (e.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            return taken;
        }
    }
}
