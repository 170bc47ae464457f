using System.Net;
using Monitor.Domain.Wire;

namespace Monitor.Agent.Collectors.Linux.Peers;

/// <summary>Puts sockets together by the other end and the port that was called. Loopback is left out.</summary>
internal static class SocketPeers
{
    /// <param name="sockets">All of the host.</param>
    /// <param name="ownersOf">The names of the processes that hold some sockets, by inode, as far as they may be seen.</param>
    public static IReadOnlyList<WirePeer> Of(IReadOnlyList<TcpSocket> sockets, Func<IReadOnlySet<ulong>, IReadOnlyDictionary<ulong, string>> ownersOf)
    {
        var listeners = sockets.Where(s => s.State == TcpSocket.ListenState).ToLookup(s => s.LocalPort);
        var peers = new Dictionary<(string Direction, IPAddress Address, int Port), (int Count, HashSet<ulong> Inodes)>();
        foreach (var socket in sockets)
        {
            if (!socket.IsConnection || socket.RemotePort == 0 || !IsElsewhere(socket.Remote))
            {
                continue;
            }

            var listener = listeners[socket.LocalPort].FirstOrDefault(l => IsAny(l.Local) || l.Local.Equals(socket.Local));
            var isIn = listener.State == TcpSocket.ListenState;
            var key = (isIn ? WirePeer.In : WirePeer.Out, socket.Remote, isIn ? socket.LocalPort : socket.RemotePort);
            var (count, inodes) = peers.TryGetValue(key, out var before) ? before : (0, []);
            inodes.Add(isIn ? listener.Inode : socket.Inode);
            peers[key] = (count + 1, inodes);
        }

        var owners = ownersOf(peers.Values.SelectMany(p => p.Inodes).Where(i => i != 0).ToHashSet());
        return
        [
            .. peers.Select(p => new WirePeer(
                p.Key.Direction, p.Key.Address.ToString(), p.Key.Port, p.Value.Inodes.Order().Select(i => owners.GetValueOrDefault(i, "")).FirstOrDefault(n => n.Length > 0, ""),
                p.Value.Count)),
        ];
    }

    private static bool IsElsewhere(IPAddress address) => !IPAddress.IsLoopback(address) && !IsAny(address);

    private static bool IsAny(IPAddress address) => address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);
}
