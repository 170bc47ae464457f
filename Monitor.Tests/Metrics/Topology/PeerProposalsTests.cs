using Monitor.Domain.Metrics.Topology;

namespace Monitor.Tests.Metrics.Topology;

public sealed class PeerProposalsTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 28, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Both_ends_of_a_call_are_one_proposal_with_the_process_of_each()
    {
        var proposals = PeerProposals.Of(
            [Peer(1, PeerDirection.Out, "10.0.0.2", 5432, "shop", 3), Peer(2, PeerDirection.In, "10.0.0.1", 5432, "postgres", 4), Peer(2, PeerDirection.In, "fd00::1", 5432, "postgres", 1)],
            [(1, "10.0.0.1,fd00::1"), (2, "10.0.0.2")]);
        Assert.Equal(new PeerProposal(1, 2, 5432, "shop", "postgres", 5, Now, Now), Assert.Single(proposals));
    }

    [Theory]
    [InlineData("10.0.0.9")]
    [InlineData("172.17.0.1")]
    [InlineData("10.0.0.1")]
    [InlineData("nonsense")]
    [InlineData("")]
    public void An_address_of_nobody_of_several_or_of_the_host_itself_proposes_nothing(string address) =>
        Assert.Empty(PeerProposals.Of([Peer(1, PeerDirection.Out, address, 80, "curl", 1)], [(1, "10.0.0.1,172.17.0.1"), (2, "10.0.0.2,172.17.0.1"), (3, "10.0.0.3,172.17.0.1")]));

    [Theory]
    [InlineData("::ffff:10.0.0.2", "10.0.0.2")]
    [InlineData("FD00:0:0::2", "fd00::2")]
    [InlineData("fe80::1%3", "fe80::1")]
    [InlineData("10.0.0.2; DROP TABLE hosts", null)]
    [InlineData("<b>", null)]
    public void An_address_has_one_spelling(string text, string? canonical) => Assert.Equal(canonical, PeerProposals.Canonical(text));

    private static TcpPeer Peer(int host, PeerDirection direction, string address, int port, string process, int connections) => new()
    {
        HostId = host, Direction = direction, Address = address, Port = port, Process = process, Connections = connections, FirstSeen = Now, LastSeen = Now,
    };
}
