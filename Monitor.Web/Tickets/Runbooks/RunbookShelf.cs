using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.RootCause.Runbooks;

namespace Monitor.Web.Tickets.Runbooks;

/// <summary>Reads runbooks for those who act by them.</summary>
internal static class RunbookShelf
{
    /// <summary>Off, until an administrator has switched the feature on.</summary>
    public static Task<bool> IsOnAsync(MonitorDb db, CancellationToken cancellationToken) => db.RunbookSwitches.AnyAsync(s => s.IsOn, cancellationToken);

    /// <summary>A runbook as it was at a version; null where that cannot be read (any more).</summary>
    public static async Task<RunbookDefinition?> FindAsync(MonitorDb db, int runbookId, int version, CancellationToken cancellationToken) =>
        await db.RunbookVersions.AsNoTracking().Where(v => v.RunbookId == runbookId && v.Version == version).Select(v => v.Definition)
            .SingleOrDefaultAsync(cancellationToken) is { } json ? RunbookJson.TryRead(json) : null;

    /// <summary>Those that are enabled and can be read.</summary>
    public static async Task<IReadOnlyList<(Runbook Runbook, RunbookDefinition Definition)>> EnabledAsync(MonitorDb db, CancellationToken cancellationToken)
    {
        var rows = await db.Runbooks.AsNoTracking().Where(r => r.IsEnabled).OrderBy(r => r.Id).Take(RunbookBook.Most).ToListAsync(cancellationToken);
        return [.. rows.Select(r => (r, RunbookJson.TryRead(r.Definition)!)).Where(r => r.Item2 is not null)];
    }

    /// <summary>What the agent of a host allows; null where it never said.</summary>
    public static async Task<IReadOnlyList<HostAction>?> ActionsAsync(MonitorDb db, int hostId, CancellationToken cancellationToken) =>
        await db.HostActions.AsNoTracking().Where(a => a.HostId == hostId).Select(a => a.Actions).SingleOrDefaultAsync(cancellationToken) is { } json
            ? RunbookJson.ReadActions(json) : null;

    /// <summary>Real runs of a runbook that began within its window.</summary>
    public static async Task<IReadOnlyList<StartedRun>> StartedAsync(MonitorDb db, int runbookId, RunbookDefinition definition, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var since = now - TimeSpan.FromMinutes(definition.WindowMinutes);
        return await db.RunbookRuns.AsNoTracking().Where(r => r.RunbookId == runbookId && !r.IsDryRun && r.StartedAt > since)
            .Join(db.Hosts, r => r.HostId, h => h.Id, (r, h) => new StartedRun(h.Id, h.GroupId, r.StartedAt!.Value)).ToListAsync(cancellationToken);
    }
}
