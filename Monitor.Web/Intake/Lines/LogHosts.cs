using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Web.Access;

namespace Monitor.Web.Intake.Lines;

/// <summary>Which host a sender means. One that a program's owner does not see does not exist for it; an agent has its own and no other.</summary>
internal sealed class LogHosts(HostGuard guard, IDbContextFactory<MonitorDb> contexts)
{
    /// <param name="sender">Who asks.</param>
    /// <param name="name">The number, key or name of the host; null where none is named.</param>
    /// <param name="address">Where the sender is, for the audit.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<(int? HostId, IntakeProblem? Problem)> FindAsync(LogSender sender, string? name, string address, CancellationToken cancellationToken)
    {
        if (sender.Agent is { } agent)
        {
            return name is not null && await guard.RefusesAsync(agent, address, [name], cancellationToken) ? (null, IntakeProblem.ForeignHost) : (agent.HostId, null);
        }

        if (string.IsNullOrEmpty(name))
        {
            return (null, LogsProblem.HostMissing);
        }

        return await FindAsync(sender.Program!, name, cancellationToken) is { } hostId ? (hostId, null) : (null, LogsProblem.NoHost);
    }

    private async Task<int?> FindAsync(Actor actor, string name, CancellationToken cancellationToken)
    {
        if (name.Contains('\0', StringComparison.Ordinal))
        {
            return null;
        }

        var id = int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : (int?)null;
        var key = Guid.TryParse(name, out var guid) ? guid : (Guid?)null;
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var hosts = await db.Hosts.AsNoTracking().VisibleHosts(actor, db).Where(h => h.RetiredAt == null && (h.Id == id || h.Key == key || h.Name == name))
            .Select(h => new { h.Id, h.Name }).Take(3).ToListAsync(cancellationToken);

        // A host that is called 12 is meant before the one that has this number.
        return (hosts.Find(h => h.Name == name) ?? hosts.FirstOrDefault())?.Id;
    }
}
