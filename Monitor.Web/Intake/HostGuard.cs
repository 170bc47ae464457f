using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Web.Access;
using Monitor.Web.Metrics;

namespace Monitor.Web.Intake;

/// <summary>
/// Lets a batch through to <see cref="BatchIntake"/> unless it says to be of another host than its key is of. Our agents never name a host; one that does, and names
/// the wrong one, has somebody else's key or somebody else's spool, and a person should know.
/// </summary>
internal sealed class HostGuard(BatchIntake intake, IDbContextFactory<MonitorDb> contexts, AuditLog audit, TimeProvider time)
{
    private static readonly TimeSpan Silence = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<int, DateTimeOffset> _recorded = new();

    /// <param name="agent">Whose key it came with.</param>
    /// <param name="incoming">As it was read; given back where it is taken.</param>
    /// <param name="address">From where it came; asked where the batch names a host.</param>
    /// <param name="cancellationToken">Ends when the agent left.</param>
    public ValueTask<(CheckedBatch? Good, IntakeProblem? Problem)> CheckAsync(AgentIdentity agent, IncomingBatch incoming, Func<string> address, CancellationToken cancellationToken) =>
        incoming.ClaimedHosts.Count == 0 ? intake.CheckAsync(agent, incoming, cancellationToken) : CheckClaimsAsync(agent, incoming, address(), cancellationToken);

    private async ValueTask<(CheckedBatch? Good, IntakeProblem? Problem)> CheckClaimsAsync(AgentIdentity agent, IncomingBatch incoming, string address, CancellationToken cancellationToken)
    {
        if (!await RefusesAsync(agent, address, incoming.ClaimedHosts, cancellationToken))
        {
            return await intake.CheckAsync(agent, incoming, cancellationToken);
        }

        incoming.Return();
        return (null, IntakeProblem.ForeignHost);
    }

    /// <summary>Whether one of these is not the agent's own host; if so, it is written into the audit.</summary>
    public async Task<bool> RefusesAsync(AgentIdentity agent, string address, List<string> claims, CancellationToken cancellationToken)
    {
        if (await FindForeignAsync(agent, claims, cancellationToken) is not { } foreign)
        {
            return false;
        }

        await RecordAsync(agent, address, foreign, cancellationToken);
        return true;
    }

    private async Task<string?> FindForeignAsync(AgentIdentity agent, List<string> claims, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var own = await db.Hosts.AsNoTracking().Where(h => h.Id == agent.HostId).Select(h => new { h.Key, h.Name }).SingleAsync(cancellationToken);
        string[] names = [Id(agent.HostId), own.Key.ToString(), own.Name];
        return claims.Find(claim => !names.Contains(claim, StringComparer.OrdinalIgnoreCase));
    }

    /// <summary>At most once a minute for the same host, so that nobody can flood the audit.</summary>
    private async Task RecordAsync(AgentIdentity agent, string address, string claimed, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (_recorded.TryGetValue(agent.HostId, out var last) && now - last < Silence)
        {
            return;
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        audit.Add(db, AgentKeyDesk.Agent(agent.HostId, address), "agent.foreign_host", "host", Id(agent.HostId), null, new { claimed, agent.KeyId });
        await db.SaveChangesAsync(cancellationToken);
        _recorded[agent.HostId] = now;
    }

    private static string Id(int id) => id.ToString(CultureInfo.InvariantCulture);
}
