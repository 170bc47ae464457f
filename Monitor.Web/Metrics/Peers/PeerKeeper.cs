using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Metrics.Topology;

namespace Monitor.Web.Metrics.Peers;

/// <summary>Keeps what agents see of other ends: one row each, bounded per host, and forgotten after a while. Of a host that tells no more they stay, and nobody reads them.</summary>
public sealed class PeerKeeper(IDbContextFactory<MonitorDb> contexts, TimeProvider time)
{
    /// <summary>As one reading of the host: what comes twice says the same twice.</summary>
    public async Task KeepAsync(int hostId, IReadOnlyList<TcpPeer> peers, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var forgotten = now - TcpPeer.Kept;

        // In one order everywhere, so that two batches of a host wait for each other and do not lock each other out.
        var rows = peers.OrderBy(p => p.Direction.ToString(), StringComparer.Ordinal).ThenBy(p => p.Address, StringComparer.Ordinal).ThenBy(p => p.Port).ToList();
        string[] directions = [.. rows.Select(p => p.Direction.ToString())];
        string[] addresses = [.. rows.Select(p => p.Address)];
        int[] ports = [.. rows.Select(p => p.Port)];
        string[] processes = [.. rows.Select(p => p.Process)];
        int[] connections = [.. rows.Select(p => p.Connections)];
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO tcp_peers (host_id, direction, address, port, process, connections, first_seen, last_seen)
            SELECT {hostId}, d, a, p, n, c, {now}, {now} FROM unnest({directions}, {addresses}, {ports}, {processes}, {connections}) AS t(d, a, p, n, c)
            ON CONFLICT (host_id, direction, address, port) DO UPDATE SET connections = excluded.connections, last_seen = greatest(tcp_peers.last_seen, excluded.last_seen),
                process = CASE WHEN excluded.process = '' THEN tcp_peers.process ELSE excluded.process END
            """, cancellationToken);
        await db.Database.ExecuteSqlAsync(
            $"""
            DELETE FROM tcp_peers WHERE host_id = {hostId} AND (last_seen < {forgotten} OR (direction, address, port) IN (
                SELECT direction, address, port FROM tcp_peers WHERE host_id = {hostId} ORDER BY last_seen DESC, connections DESC, address, port, direction OFFSET {TcpPeer.MostOfHost}))
            """, cancellationToken);
    }
}
