namespace Monitor.Domain.Metrics.Topology;

/// <summary>Who opened a connection: <see cref="In"/>, the other end; <see cref="Out"/>, the host that reported it.</summary>
public enum PeerDirection
{
    In,
    Out,
}

/// <summary>
/// Another end of TCP connections of a host, as its agent saw it. Everything in it is said by the agent, and so is untrusted: it proposes and never decides.
/// </summary>
public sealed class TcpPeer
{
    /// <summary>An IPv6 address with an IPv4 one at its end.</summary>
    public const int AddressLength = 45;

    public const int ProcessLength = 64;

    /// <summary>Kept of one host; those seen last stay.</summary>
    public const int MostOfHost = 500;

    /// <summary>In one report.</summary>
    public const int MostInReport = 200;

    /// <summary>One that was not seen for so long is forgotten.</summary>
    public static TimeSpan Kept { get; } = TimeSpan.FromDays(14);

    public int HostId { get; set; }

    public PeerDirection Direction { get; set; }

    /// <summary>Of the other end.</summary>
    public required string Address { get; set; }

    /// <summary>The port that was called: for <see cref="PeerDirection.In"/> the host's own, for <see cref="PeerDirection.Out"/> the other end's.</summary>
    public int Port { get; set; }

    /// <summary>The host's own process; empty where the agent may not see it.</summary>
    public string Process { get; set; } = "";

    /// <summary>At the last report.</summary>
    public int Connections { get; set; }

    public DateTimeOffset FirstSeen { get; set; }

    public DateTimeOffset LastSeen { get; set; }
}

/// <summary>What somebody decided about a call that was seen between two hosts; it is not proposed again.</summary>
public sealed class PeerDecision
{
    public int CallerHostId { get; set; }

    public int CalledHostId { get; set; }

    public int Port { get; set; }

    /// <summary>Links were made of it; false: dismissed.</summary>
    public bool IsAccepted { get; set; }

    public int? UserId { get; set; }

    public DateTimeOffset At { get; set; }
}
