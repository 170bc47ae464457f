using System.Net;
using System.Net.Sockets;
using System.Text;
using Monitor.Agent.Collectors;
using Monitor.Agent.Collectors.Linux.Peers;
using Monitor.Domain.Wire;

namespace Monitor.Tests.Agent.Collectors.Peers;

public sealed class TcpPeersTests
{
    private const string Head = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n";

    [Fact]
    public void Lines_are_put_together_by_the_other_end_and_the_port_that_was_called()
    {
        var peers = Of(
            Head
            + Line("00000000:1538", "00000000:0000", "0A", 11) // listens on 5432 everywhere
            + Line("0100000A:1538", "0200000A:C001", "01", 12)
            + Line("0100000A:1538", "0200000A:C002", "06", 0) // closed a moment ago
            + Line("0100000A:D001", "0300000A:0050", "01", 13) // calls port 80
            + Line("0100000A:D002", "0300000A:0050", "02", 14) // asks and hears nothing
            + Line("0100007F:D003", "0100007F:1538", "01", 15), // within the host
            Head
            + Line("00000000000000000000000000000000:01BB", "00000000000000000000000000000000:0000", "0A", 21)
            + Line("0000000000000000FFFF00000100000A:01BB", "0000000000000000FFFF00000400000A:C003", "01", 22)
            + Line("000000FD000000000000000001000000:D004", "000000FD000000000000000002000000:0035", "01", 23)
            + Line("00000000000000000000000001000000:D005", "00000000000000000000000001000000:01BB", "01", 24));
        Assert.Equal(
            [
                new WirePeer("in", "10.0.0.2", 5432, "postgres", 2), new WirePeer("out", "10.0.0.3", 80, "curl", 1), new WirePeer("in", "10.0.0.4", 443, "nginx", 1),
                new WirePeer("out", "fd00::2", 53, "", 1),
            ],
            peers);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n\n\n")]
    [InlineData("   0: 0100000A:1538")]
    [InlineData("   0: 0100000A:1538 0200000A:C001 01")]
    [InlineData("   0: 0100000A:1538 0200000A:C001 01 0:0 0:0 0 0 0 notanumber 1")]
    [InlineData("   0: 0100000A:1538 0200000A:C001 XX 0:0 0:0 0 0 0 12 1")]
    [InlineData("   0: 0100000A-1538 0200000A:C001 01 0:0 0:0 0 0 0 12 1")]
    [InlineData("   0: 0100000:1538 0200000A:C001 01 0:0 0:0 0 0 0 12 1")]
    [InlineData("   0: 0100000A:15388 0200000A:C001 01 0:0 0:0 0 0 0 12 1")]
    [InlineData("   0: GG00000A:1538 0200000A:C001 01 0:0 0:0 0 0 0 12 1")]
    [InlineData("   0: 0100000A:1538 0200000A:C001 01 0:0 0:0 0 0 0 99999999999999999999999 1")]
    [InlineData("   0: -100000A:1538 +200000A:C001 01 0:0 0:0 0 0 0 12 1")]
    public void A_line_that_is_not_of_the_form_is_passed_over(string text)
    {
        var sockets = new List<TcpSocket>();
        TcpTable.Read(Encoding.UTF8.GetBytes(text), sockets);
        Assert.Empty(sockets);
    }

    [Fact]
    public void Any_bytes_at_all_are_read_to_their_end()
    {
        var random = new Random(22);
        var good = Encoding.UTF8.GetBytes(Head + Line("0100000A:1538", "0200000A:C001", "01", 12));
        for (var round = 0; round < 20_000; round++)
        {
            var bytes = (byte[])good.Clone();
            for (var i = random.Next(1, 8); i > 0; i--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            var sockets = new List<TcpSocket>();
            TcpTable.Read(bytes.AsSpan(0, random.Next(bytes.Length + 1)), sockets);
            Assert.InRange(sockets.Count, 0, 8);
        }
    }

    [Fact]
    public void It_looks_once_a_minute_and_tells_what_is_new_every_five_minutes_and_all_once_an_hour()
    {
        var (now, looks) = (new List<WirePeer> { new("out", "10.0.0.3", 80, "curl", 1) }, 0);
        var watch = new PeerWatch(() =>
        {
            looks++;
            return [.. now];
        });
        Assert.Single(At(0)!);
        Assert.Null(At(0.5));
        Assert.Equal(1, looks);
        now.Add(new WirePeer("out", "10.0.0.4", 80, "", 7));
        Assert.Null(At(1));
        now.RemoveAt(1);
        Assert.Null(At(2));
        Assert.Equal(["10.0.0.4", "10.0.0.3"], At(5)!.Select(p => p.Address)); // seen in between, and the most used first
        Assert.Single(At(10)!);
        now[0] = now[0] with { Count = 50 };
        Assert.Null(At(15)); // how many there are is no news
        for (var minute = 20; minute < 70; minute += 5)
        {
            Assert.Null(At(minute));
        }

        Assert.Equal(50, Assert.Single(At(70)!).Count);
        now.AddRange(Enumerable.Range(0, 300).Select(i => new WirePeer("in", $"10.1.{i / 250}.{i % 250}", 443, "nginx", 1)));
        Assert.Equal((PeerWatch.Most, 50), (At(75)!.Count, 50));

        IReadOnlyList<WirePeer>? At(double minutes) => watch.Look(TimeSpan.FromMinutes(minutes));
    }

    [Fact]
    public async Task A_real_socket_that_listens_and_one_that_calls_it_are_seen_with_this_process()
    {
        // Not over loopback, which is left out: over an address of this machine's own.
        var own = NetworkAddresses.Read().Select(IPAddress.Parse).FirstOrDefault(a => a.AddressFamily == AddressFamily.InterNetwork) ?? throw new InvalidOperationException("This machine has no address of its own.");
        using var listener = new TcpListener(IPAddress.IPv6Any, 0) { Server = { DualMode = true } };
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        using var client = new TcpClient(AddressFamily.InterNetwork);
        await client.ConnectAsync(own, port);
        using var taken = await listener.AcceptTcpClientAsync();

        var mine = new ProcPeers().Read().Where(p => p.Port == port).OrderBy(p => p.Direction, StringComparer.Ordinal).ToList();
        var process = (await File.ReadAllTextAsync("/proc/self/comm")).Trim();
        Assert.Equal([new WirePeer("in", own.ToString(), port, process, 1), new WirePeer("out", own.ToString(), port, process, 1)], mine);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(true)]
    public async Task An_agent_tells_of_other_ends_only_where_its_settings_say_so(bool? topology)
    {
        using var folder = new AgentFolder();
        await using var sink = await AgentSink.StartAsync();
        var own = NetworkAddresses.Read().Select(IPAddress.Parse).First(a => a.AddressFamily == AddressFamily.InterNetwork);
        using var listener = new TcpListener(own, 0);
        listener.Start();
        using var client = new TcpClient();
        await client.ConnectAsync((IPEndPoint)listener.LocalEndpoint);
        await AgentProcessTests.RunUntilAsync(folder, sink, () => sink.Ticks.Count >= 2, AgentFolder.Settings(sink.Address) with { Topology = topology });
        var peers = sink.Received.Select(b => b.Peers).OfType<IReadOnlyList<WirePeer>>().ToList();
        Assert.Equal(topology == true, peers.Exists(p => p.Any(one => one.Port == ((IPEndPoint)listener.LocalEndpoint).Port)));
        Assert.True(topology == true || peers.Count == 0);
    }

    private static IReadOnlyList<WirePeer> Of(params string[] tables)
    {
        var sockets = new List<TcpSocket>();
        foreach (var table in tables)
        {
            TcpTable.Read(Encoding.UTF8.GetBytes(table), sockets);
        }

        return SocketPeers.Of(sockets, _ => new Dictionary<ulong, string> { [11] = "postgres", [13] = "curl", [21] = "nginx" });
    }

    private static string Line(string local, string remote, string state, int inode) =>
        $"   0: {local} {remote} {state} 00000000:00000000 00:00000000 00000000  1000        0 {inode} 1 0000000000000000 20 4 30 10 -1\n";
}
