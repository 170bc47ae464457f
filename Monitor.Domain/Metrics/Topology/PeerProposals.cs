using System.Net;

namespace Monitor.Domain.Metrics.Topology;

/// <summary>A host was seen calling another one.</summary>
/// <param name="CallerProcess">The process that calls; empty where nobody may see it.</param>
/// <param name="CalledProcess">The process that listens; empty likewise.</param>
/// <param name="LastSeen">Of either end.</param>
public sealed record PeerProposal(
    int CallerHostId, int CalledHostId, int Port, string CallerProcess, string CalledProcess, int Connections, DateTimeOffset FirstSeen, DateTimeOffset LastSeen);

/// <summary>Makes proposals of what agents saw: the address of the other end is looked up among the addresses that hosts report.</summary>
public static class PeerProposals
{
    /// <summary>One proposal for each calling host, called host and port, whichever end saw it. An address that several hosts have is nobody's; a host that calls itself proposes nothing.</summary>
    /// <param name="peers">What was seen, by whom.</param>
    /// <param name="addresses">Of each host, comma separated, as it reported them.</param>
    public static IReadOnlyList<PeerProposal> Of(IEnumerable<TcpPeer> peers, IEnumerable<(int HostId, string Addresses)> addresses)
    {
        var owners = Owners(addresses);
        var seen = from peer in peers
            let other = Canonical(peer.Address) is { } address ? owners.GetValueOrDefault(address) : null
            where other is { } id && id != peer.HostId
            let isIn = peer.Direction == PeerDirection.In
            group peer by (Caller: isIn ? other.Value : peer.HostId, Called: isIn ? peer.HostId : other.Value, peer.Port);
        return
        [
            .. seen.Select(g => new PeerProposal(
                    g.Key.Caller, g.Key.Called, g.Key.Port, Process(g, PeerDirection.Out), Process(g, PeerDirection.In),
                    Math.Max(g.Where(p => p.Direction == PeerDirection.In).Sum(p => p.Connections), g.Where(p => p.Direction == PeerDirection.Out).Sum(p => p.Connections)),
                    g.Min(p => p.FirstSeen), g.Max(p => p.LastSeen)))
                .OrderBy(p => p.CallerHostId).ThenBy(p => p.CalledHostId).ThenBy(p => p.Port),
        ];
    }

    /// <summary>The address in its one spelling, an IPv4 address within an IPv6 one as itself; null for what is none.</summary>
    public static string? Canonical(string text)
    {
        if (!IPAddress.TryParse(text, out var address))
        {
            return null;
        }

        if (address.IsIPv4MappedToIPv6)
        {
            address = address.MapToIPv4();
        }

        if (address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6)
        {
            address.ScopeId = 0;
        }

        return address.ToString();
    }

    /// <summary>Null for an address that several hosts have.</summary>
    private static Dictionary<string, int?> Owners(IEnumerable<(int HostId, string Addresses)> addresses)
    {
        var owners = new Dictionary<string, int?>(StringComparer.Ordinal);
        foreach (var (hostId, all) in addresses)
        {
            foreach (var address in all.Split(',').Select(Canonical).OfType<string>().Distinct())
            {
                owners[address] = owners.ContainsKey(address) ? null : hostId;
            }
        }

        return owners;
    }

    private static string Process(IEnumerable<TcpPeer> peers, PeerDirection direction) =>
        peers.Where(p => p.Direction == direction && p.Process.Length > 0).OrderByDescending(p => p.LastSeen).ThenBy(p => p.Process, StringComparer.Ordinal)
            .Select(p => p.Process).FirstOrDefault("");
}
