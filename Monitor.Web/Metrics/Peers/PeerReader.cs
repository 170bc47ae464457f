using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Metrics;
using Monitor.Domain.Metrics.Topology;
using Monitor.Web.Access;
using Monitor.Web.Metrics.Services;

namespace Monitor.Web.Metrics.Peers;

/// <summary>A call between two hosts that nobody has decided about yet, with the services that it may be between.</summary>
/// <param name="Known">Calls between services on these hosts that there are already, in words.</param>
public sealed record ProposalLine(
    PeerProposal Seen, string Caller, string Called, IReadOnlyList<(int Id, string Name)> CallerServices, IReadOnlyList<(int Id, string Name)> CalledServices, IReadOnlyList<string> Known)
{
    /// <summary>What a new service on the calling host would be called.</summary>
    public string CallerName => Name(Seen.CallerProcess.Length > 0 ? Seen.CallerProcess : "programs", Caller);

    public string CalledName => Name(Seen.CalledProcess.Length > 0 ? Seen.CalledProcess : $"port {Seen.Port}", Called);

    private static string Name(string what, string host)
    {
        var name = string.Concat($"{what} on {host}".Select(c => char.IsControl(c) ? '?' : c));
        return WholeText.First(name, Service.NameLength);
    }
}

/// <summary>Reads what agents propose. Of hosts that a person does not see nothing is said, also not that they call a host that he sees.</summary>
public sealed class PeerReader(IDbContextFactory<MonitorDb> contexts, TimeProvider time)
{
    public const int PageSize = 50;

    /// <summary>Rows that are looked at: those seen last.</summary>
    private const int Most = 20_000;

    public async Task<(IReadOnlyList<ProposalLine> Lines, int Total, bool IsAnythingSeen)> ListAsync(Actor actor, int page, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var visible = db.Hosts.VisibleHosts(actor, db).Where(h => h.RetiredAt == null);
        var names = await visible.Select(h => new { h.Id, h.Name }).ToDictionaryAsync(h => h.Id, h => h.Name, cancellationToken);
        var all = await ReadAsync(db, cancellationToken);
        var decided = (await db.PeerDecisions.AsNoTracking().Select(d => new { d.CallerHostId, d.CalledHostId, d.Port }).ToListAsync(cancellationToken))
            .Select(d => (d.CallerHostId, d.CalledHostId, d.Port)).ToHashSet();
        var open = all.Where(p => names.ContainsKey(p.CallerHostId) && names.ContainsKey(p.CalledHostId) && !decided.Contains((p.CallerHostId, p.CalledHostId, p.Port)))
            .OrderByDescending(p => p.LastSeen).ThenBy(p => names[p.CallerHostId], StringComparer.OrdinalIgnoreCase).ThenBy(p => names[p.CalledHostId], StringComparer.OrdinalIgnoreCase)
            .ThenBy(p => p.Port).ToList();
        var lines = await LinesAsync(db, actor, [.. open.Skip((page - 1) * PageSize).Take(PageSize)], names, cancellationToken);
        var since = time.GetUtcNow() - TcpPeer.Kept;
        return (lines, open.Count, await db.TcpPeers.AnyAsync(p => p.LastSeen >= since && visible.Any(h => h.Id == p.HostId), cancellationToken));
    }

    /// <summary>All that is proposed, decided or not, of hosts that are not retired. What a host that tells no more has left behind is too old after a while.</summary>
    internal async Task<IReadOnlyList<PeerProposal>> ReadAsync(MonitorDb db, CancellationToken cancellationToken)
    {
        var since = time.GetUtcNow() - TcpPeer.Kept;
        var peers = await db.TcpPeers.AsNoTracking().Where(p => p.LastSeen >= since && db.Hosts.Any(h => h.Id == p.HostId && h.RetiredAt == null))
            .OrderByDescending(p => p.LastSeen).ThenBy(p => p.HostId).ThenBy(p => p.Address).Take(Most).ToListAsync(cancellationToken);
        var addresses = await db.HostInventories.AsNoTracking().Where(i => db.Hosts.Any(h => h.Id == i.HostId && h.RetiredAt == null))
            .Select(i => new { i.HostId, i.Addresses }).ToListAsync(cancellationToken);
        return PeerProposals.Of(peers, addresses.Select(a => (a.HostId, a.Addresses)));
    }

    private static async Task<IReadOnlyList<ProposalLine>> LinesAsync(
        MonitorDb db, Actor actor, List<PeerProposal> proposals, Dictionary<int, string> names, CancellationToken cancellationToken)
    {
        var hosts = proposals.SelectMany(p => new[] { p.CallerHostId, p.CalledHostId }).Distinct().ToArray();
        var running = (await db.ServiceLinks.AsNoTracking().Where(l => l.Kind == ServiceLinkKind.RunsOn && hosts.Contains(l.HostId!.Value))
            .Join(ServiceReader.Seen(db, actor), l => l.ServiceId, s => s.Id, (l, s) => new { HostId = l.HostId!.Value, s.Id, s.Name })
            .OrderBy(s => s.Name).ToListAsync(cancellationToken)).ToLookup(s => s.HostId, s => (s.Id, s.Name));
        int[] services = [.. running.SelectMany(s => s).Select(s => s.Id).Distinct()];
        var calls = (await db.ServiceLinks.AsNoTracking().Where(l => l.Kind == ServiceLinkKind.Calls && services.Contains(l.ServiceId))
            .Select(l => new { l.ServiceId, l.CalledServiceId }).ToListAsync(cancellationToken)).Select(l => (l.ServiceId, l.CalledServiceId!.Value)).ToHashSet();
        return proposals.ConvertAll(p => new ProposalLine(
            p, names[p.CallerHostId], names[p.CalledHostId], [.. running[p.CallerHostId]], [.. running[p.CalledHostId]],
            [
                .. from caller in running[p.CallerHostId]
                   from called in running[p.CalledHostId]
                   where calls.Contains((caller.Id, called.Id))
                   select $"{caller.Name} calls {called.Name}",
            ]));
    }
}
