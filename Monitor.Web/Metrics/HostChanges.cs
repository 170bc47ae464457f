using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Web.Access;
using Monitor.Web.Live;
using Monitor.Web.Problems;
using Npgsql;

namespace Monitor.Web.Metrics;

/// <summary>
/// What every change of a host has in common: permission and scope, one transaction, and the end of open problems that nobody judges any more because the
/// host is retired, in another group, or tagged otherwise.
/// </summary>
public sealed class HostChanges(IDbContextFactory<MonitorDb> contexts, ProblemLedger ledger, LiveFeed live)
{
    public async Task<HostOutcome> ApplyAsync(
        Actor actor, int hostId, Func<MonitorDb, Host, Task<HostOutcome>> change, CancellationToken cancellationToken)
    {
        if (!actor.May(Permissions.HostsManage))
        {
            return HostOutcome.Refused;
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (await db.Hosts.VisibleHosts(actor, db).SingleOrDefaultAsync(h => h.Id == hostId, cancellationToken) is not { } host)
        {
            return HostOutcome.NotFound;
        }

        var outcome = await change(db, host);
        if (!outcome.IsDone)
        {
            return outcome;
        }

        try
        {
            await db.SaveChangesAsync(cancellationToken);
            await ledger.WithdrawOrphansAsync(db, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }
        catch (DbUpdateException failure) when (failure is DbUpdateConcurrencyException || failure.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            return HostOutcome.Conflict("Somebody else changed this host, or a ticket of it, at the same moment. Nothing was changed; look at it again, and do it again.");
        }

        live.Publish(LiveFeed.Hosts);
        ledger.Announce();
        return outcome;
    }
}
