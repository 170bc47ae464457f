using System.Net;
using System.Net.Sockets;

namespace Monitor.Domain.Notifications.Sending;

/// <summary>
/// Which addresses the product may call on behalf of what people typed: public ones. Everything that only means something from inside (this machine, the
/// network around it, the cloud's own services) is refused unless an administrator of the server allowed its network. Judged is the address itself, never the
/// name or how it is written. Source: the IANA special-purpose address registries (RFC 6890).
/// </summary>
public static class OutboundAddress
{
    private static readonly (IPNetwork Network, string Kind)[] Refused =
    [
        Of("127.0.0.0/8", "this machine"), Of("0.0.0.0/8", "this machine"), Of("10.0.0.0/8", "a private network"), Of("172.16.0.0/12", "a private network"),
        Of("192.168.0.0/16", "a private network"), Of("100.64.0.0/10", "a provider's network"), Of("169.254.0.0/16", "a local link"),
        Of("168.63.129.16/32", "a cloud's own service"), Of("192.0.0.0/24", "a reserved network"), Of("192.0.2.0/24", "a reserved network"),
        Of("192.88.99.0/24", "a reserved network"), Of("198.18.0.0/15", "a reserved network"), Of("198.51.100.0/24", "a reserved network"),
        Of("203.0.113.0/24", "a reserved network"), Of("224.0.0.0/4", "many machines at once"), Of("240.0.0.0/4", "a reserved network"),
        Of("::/128", "this machine"), Of("::1/128", "this machine"), Of("fe80::/10", "a local link"), Of("fec0::/10", "a private network"),
        Of("fc00::/7", "a private network"), Of("ff00::/8", "many machines at once"), Of("100::/64", "a reserved network"), Of("2001::/23", "a reserved network"),
        Of("2001:db8::/32", "a reserved network"), Of("3fff::/20", "a reserved network"), Of("5f00::/16", "a reserved network"), Of("64:ff9b:1::/48", "a private network"),
    ];

    /// <summary>What kind of address it is that must not be called; null: it may be called.</summary>
    /// <param name="allowed">Networks that may be called whatever they are.</param>
    public static string? Refusal(IPAddress address, IReadOnlyList<IPNetwork> allowed)
    {
        var real = Unwrap(address);
        if (allowed.Any(n => n.Contains(real)))
        {
            return null;
        }

        return Array.Find(Refused, r => r.Network.Contains(real)).Kind;
    }

    /// <summary>The IPv4 address behind one that carries it: mapped, compatible, NAT64, 6to4.</summary>
    private static IPAddress Unwrap(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return address;
        }

        var bytes = address.GetAddressBytes();
        if (address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4();
        }

        var carries = Begins(bytes, 0x00, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0) || (Begins(bytes, new byte[12]) && bytes.AsSpan(12, 3).IndexOfAnyExcept((byte)0) >= 0);
        return carries ? new IPAddress(bytes.AsSpan(12, 4))
            : Begins(bytes, 0x20, 0x02) ? new IPAddress(bytes.AsSpan(2, 4))
            : new IPAddress(bytes);
    }

    private static bool Begins(byte[] bytes, params byte[] with) => bytes.AsSpan().StartsWith(with);

    private static (IPNetwork, string) Of(string network, string kind) => (IPNetwork.Parse(network), kind);
}
