using Monitor.Data;
using Monitor.Domain.Metrics;
using Monitor.Domain.Metrics.Topology;

namespace Monitor.Web.Dashboard.Demo;

/// <summary>What the generated hosts stand behind, the services on them, and calls between them that nobody has decided about yet.</summary>
internal static class DemoTopology
{
    private static readonly (string Child, string Parent)[] Behind =
        [("web-1", "edge-1"), ("web-2", "edge-1"), ("web-3", "edge-1"), ("backup-1", "files-1"), ("db-2", "db-1")];

    private static readonly (string Name, string[] RunsOn, string[] DependsOn, string[] Calls)[] Services =
    [
        ("shop", ["web-1", "web-2", "web-3"], ["edge-1"], ["orders", "search"]), ("orders", ["db-1", "db-2"], [], ["mail"]), ("search", ["cache-1"], [], ["orders"]),
        ("mail", ["mail-1"], ["files-1"], []), ("archive", ["backup-1"], [], []), ("builds", ["build-1"], ["files-1"], ["mail", "archive"]),
    ];

    private static readonly (string Caller, string Called, int Port, string CallerProcess, string CalledProcess)[] Seen =
        [("web-1", "queue-1", 5672, "shop", "rabbitmq"), ("web-2", "cache-1", 6379, "shop", "redis-server"), ("backup-1", "db-2", 5432, "", "postgres")];

    public static async Task AddAsync(MonitorDb db, IReadOnlyList<Host> hosts, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var ids = hosts.ToDictionary(h => h.Name, h => h.Id);
        db.HostLinks.AddRange(Behind.Select(l => new HostLink { ChildId = ids[l.Child], ParentId = ids[l.Parent] }));
        var services = Services.ToDictionary(s => s.Name, s => new Service { Name = s.Name, CreatedAt = now });
        db.Services.AddRange(services.Values);
        await db.SaveChangesAsync(cancellationToken);
        foreach (var (name, runsOn, dependsOn, calls) in Services)
        {
            var id = services[name].Id;
            db.ServiceLinks.AddRange(runsOn.Select(h => new ServiceLink { ServiceId = id, Kind = ServiceLinkKind.RunsOn, HostId = ids[h] }));
            db.ServiceLinks.AddRange(dependsOn.Select(h => new ServiceLink { ServiceId = id, Kind = ServiceLinkKind.DependsOn, HostId = ids[h] }));
            db.ServiceLinks.AddRange(calls.Select(s => new ServiceLink { ServiceId = id, Kind = ServiceLinkKind.Calls, CalledServiceId = services[s].Id }));
        }

        foreach (var (caller, called, port, callerProcess, calledProcess) in Seen)
        {
            db.TcpPeers.Add(Peer(ids[caller], PeerDirection.Out, ids[called], port, callerProcess, now));
            db.TcpPeers.Add(Peer(ids[called], PeerDirection.In, ids[caller], port, calledProcess, now));
        }
    }

    /// <summary>The address of a generated host, as its inventory says it.</summary>
    public static string Address(int hostId) => $"192.0.2.{hostId % 250 + 1}";

    private static TcpPeer Peer(int hostId, PeerDirection direction, int otherId, int port, string process, DateTimeOffset now) => new()
    {
        HostId = hostId, Direction = direction, Address = Address(otherId), Port = port, Process = process, Connections = 4, FirstSeen = now, LastSeen = now,
    };
}
