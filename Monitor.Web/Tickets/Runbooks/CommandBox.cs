using System.Collections.Frozen;
using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.RootCause.Runbooks;
using Monitor.Domain.Wire;

namespace Monitor.Web.Tickets.Runbooks;

/// <summary>
/// The commands that wait for agents. Which hosts have any is kept in memory, so that a batch of a host without one costs no query. A command goes out with
/// every answer until its agent says something about it or its time is over: answers get lost, and an agent does it once however often it comes.
/// </summary>
public sealed class CommandBox(IDbContextFactory<MonitorDb> contexts, TimeProvider time)
{
    private const int AtOnce = 8;
    private volatile FrozenSet<int> _hosts = [];

    public bool Has(int hostId) => _hosts.Contains(hostId);

    /// <summary>Looks which hosts have one.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        _hosts = (await Open(db, now).Select(c => c.HostId).Distinct().ToListAsync(cancellationToken)).ToFrozenSet();
    }

    /// <summary>Those of one host, sealed with the key that its agent used just now. While the feature, or the runbook, is switched off there are none.</summary>
    public async Task<IReadOnlyList<WireCommand>> TakeAsync(int hostId, int keyId, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var hash = await db.AgentKeys.AsNoTracking().Where(k => k.Id == keyId && k.HostId == hostId).Select(k => k.SecretHash).SingleOrDefaultAsync(cancellationToken);
        if (hash is null || !await RunbookShelf.IsOnAsync(db, cancellationToken))
        {
            return [];
        }

        var open = await Open(db, now).AsNoTracking()
            .Where(c => c.HostId == hostId && db.RunbookRuns.Any(r => r.Id == c.RunId && db.Runbooks.Any(b => b.Id == r.RunbookId && b.IsEnabled))).OrderBy(c => c.CreatedAt).Take(AtOnce).ToListAsync(cancellationToken);
        var ids = open.Select(c => c.Id).ToArray();

        // One that is cancelled at this moment is taken back before it is told, or told before it can be taken back.
        await db.AgentCommands.Where(c => ids.Contains(c.Id) && c.State == CommandState.Waiting)
            .ExecuteUpdateAsync(set => set.SetProperty(c => c.State, CommandState.Delivered).SetProperty(c => c.DeliveredAt, now), cancellationToken);
        var told = await db.AgentCommands.AsNoTracking().Where(c => ids.Contains(c.Id) && c.State == CommandState.Delivered).Select(c => c.Id).ToListAsync(cancellationToken);
        return [.. open.Where(c => told.Contains(c.Id)).Select(c => Seal(hash, hostId, c))];
    }

    private static IQueryable<AgentCommand> Open(MonitorDb db, DateTimeOffset now) =>
        db.AgentCommands.Where(c => (c.State == CommandState.Waiting || c.State == CommandState.Delivered) && c.ExpiresAt > now);

    private static WireCommand Seal(byte[] hash, int hostId, AgentCommand command)
    {
        var wire = new WireCommand(command.Id, command.Action, command.Parameter, command.IsDryRun, command.ExpiresAt.ToUnixTimeMilliseconds(), "");
        return wire with { Seal = CommandSeal.Of(hash, hostId, wire) };
    }
}
