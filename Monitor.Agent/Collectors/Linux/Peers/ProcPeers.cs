using Monitor.Domain.Wire;

namespace Monitor.Agent.Collectors.Linux.Peers;

/// <summary>The other ends of this host's TCP connections now. Read seldom and only where it is wanted, so nothing is kept open.</summary>
internal sealed class ProcPeers
{
    public IReadOnlyList<WirePeer> Read()
    {
        var sockets = new List<TcpSocket>();
        Read("/proc/net/tcp", sockets);

        // Where IPv6 is switched off there is no such file.
        if (File.Exists("/proc/net/tcp6"))
        {
            Read("/proc/net/tcp6", sockets);
        }

        return SocketPeers.Of(sockets, SocketOwners.Find);
    }

    private static void Read(string path, List<TcpSocket> sockets)
    {
        using var file = new ProcFile(path);
        TcpTable.Read(file.Read(), sockets);
    }
}
