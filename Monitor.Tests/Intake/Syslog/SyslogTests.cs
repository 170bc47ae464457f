using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Monitor.Domain.Access;
using Monitor.Domain.Logs;
using Monitor.Domain.Metrics;
using Monitor.Tests.Intake.Lines;
using Monitor.Tests.Support;
using Monitor.Web.Access;
using Monitor.Web.Hosting;
using Monitor.Web.Intake.Syslog;
using Monitor.Web.Logs.Desk;
using Monitor.Web.Logs.Intake;
using Monitor.Web.Store;

namespace Monitor.Tests.Intake.Syslog;

public sealed class SyslogTests
{
    private static readonly (string, string)[] Ports = [("Syslog:Udp", "0"), ("Syslog:Tcp", "0"), ("Syslog:Tls", "0"), ("Syslog:MaxConnections", "8")];

    [Fact]
    public async Task Lines_over_UDP_TCP_and_TLS_come_under_the_host_that_a_setting_names_and_its_programs()
    {
        await using var small = await StartAsync("device");
        var (host, listener) = (await HostAsync(small, "device"), Listener(small));
        await DatagramAsync(listener, "<34>Nov 28 11:59:15 device su: over UDP");
        using var tcp = await ConnectAsync(listener.Tcp!);
        await tcp.GetStream().WriteAsync(Encoding.UTF8.GetBytes("<13>1 - device app 7 - - over TCP\n32 <13>1 - device app - - - counted"));
        using var tls = await ConnectAsync(listener.Tls!);
        await using var secure = new SslStream(tls.GetStream(), false, (_, _, _, _) => true);
        await secure.AuthenticateAsClientAsync("localhost");
        await secure.WriteAsync("<11>1 - - tlsapp - - - over TLS\n"u8.ToArray());
        await secure.FlushAsync();
        var stored = await WaitAsync(small, host, 4);
        Assert.Equal(
            ["app Notice Plain app[7]: over TCP", "app Notice Plain counted", "su Critical Security over UDP", "tlsapp Error Plain over TLS"],
            stored.Select(l => $"{l.Source} {l.Line.Severity} {l.Retention} {l.Text}").Order(StringComparer.Ordinal));
        Assert.All(stored, l => Assert.Equal("Syslog", l.Kind));
        await Eventually.True(() => small.Application.Services.GetRequiredService<UnknownSenders>().Lines == 0);
    }

    [Fact]
    public async Task Fault_32_An_unknown_sender_and_whatever_bytes_it_sends_are_counted_and_shown_store_nothing_make_no_host_and_are_no_fault()
    {
        await using var small = new SmallApplication(null, Ports);
        await small.StartAsync();
        var hosts = await small.Application.Database.ScalarAsync<long>("SELECT count(*) FROM hosts");
        await DatagramAsync(Listener(small), "<13>Nov 28 11:59:15 evil\u001b[2J p: x");
        var unknown = small.Application.Services.GetRequiredService<UnknownSenders>();
        await Eventually.True(() => unknown.Lines == 1);
        var sender = Assert.Single(unknown.List());
        Assert.Equal((IPAddress.Loopback, 1L), (sender.Address, sender.Lines));
        Assert.DoesNotContain(sender.Claimed, char.IsControl);
        var random = new Random(32);
        var noise = new byte[4000];
        for (var round = 0; round < 30; round++)
        {
            random.NextBytes(noise);
            await DatagramAsync(Listener(small), noise[..random.Next(1, noise.Length)]);
            using var tcp = await ConnectAsync((round % 2 == 0 ? Listener(small).Tcp : Listener(small).Tls)!);
            var stream = tcp.GetStream();
            try
            {
                await stream.WriteAsync(noise.AsMemory(0, random.Next(1, noise.Length)));
                tcp.Client.Shutdown(SocketShutdown.Send);
            }
            catch (Exception end) when (end is IOException or SocketException)
            {
                // There were as many connections as may be, or it was no TLS.
            }

            // What it sent waits in the queue once it is closed.
            await EndAsync(stream);
        }

        // Behind all of it; a message that is still on its way when the name is read changes nothing any more.
        await Eventually.TrueAsync(async () =>
        {
            await DatagramAsync(Listener(small), "<13>1 - the-last p - - - x");
            return unknown.List().Any(s => s.Claimed == "the-last");
        });
        Assert.Single(unknown.List());
        var desk = small.Application.Services.GetRequiredService<UnknownSenderDesk>();
        var shown = desk.List(new Actor(1, "lead", Roles.Lead, ""), 1, 25);
        Assert.Equal(("the-last", 1), (shown.Items[0].Claimed, shown.All));
        Assert.Empty(desk.List(new Actor(1, "lead", Roles.Lead, "") { GroupIds = [1] }, 1, 25).Items);
        Assert.Throws<AccessRefusedException>(() => desk.List(new Actor(1, "technician", Roles.Technician, ""), 1, 25));
        Assert.Equal("", await small.Application.LoggedErrorsAsync());
        Assert.Equal(0, await StoredLines.CountAllAsync(small.Application));
        Assert.Equal(hosts, await small.Application.Database.ScalarAsync<long>("SELECT count(*) FROM hosts"));
        await Eventually.True(() => unknown.Lines == small.Application.Services.GetRequiredService<IngestCounters>().RefusedSamples["unknown_sender"]);
    }

    [Fact]
    public async Task Attack_34_A_host_that_a_message_claims_is_not_believed_but_of_a_listed_relay_and_a_false_one_is_marked()
    {
        await using var small = await StartAsync("device");
        var (device, other) = (await HostAsync(small, "device"), await HostAsync(small, "other"));
        await DatagramAsync(Listener(small), "<13>1 - other.example.com p - - - forged");
        var line = Assert.Single(await WaitAsync(small, device, 1));
        Assert.True(line.Line.Marks.HasFlag(LogMarks.ForgedHost));
        Assert.Empty(await StoredLines.OfAsync(small.Application, other));

        await using var relayed = new SmallApplication(null, [.. Ports, ("Syslog:Relays:0", "127.0.0.1")]);
        await relayed.StartAsync();
        var (real, gone) = (await HostAsync(relayed, "other"), await HostAsync(relayed, "gone"));
        await DatagramAsync(Listener(relayed), "<13>1 - other.example.com p - - - relayed");
        Assert.Equal(LogMarks.None, Assert.Single(await WaitAsync(relayed, real, 1)).Line.Marks);

        // Lines of a host that was deleted a moment ago hold up nobody else's.
        await relayed.Application.Database.ScalarAsync<object>($"DELETE FROM hosts WHERE id = {gone} RETURNING 1");
        await DatagramAsync(Listener(relayed), "<13>1 - gone p - - - lost");
        await DatagramAsync(Listener(relayed), "<13>1 - other.example.com p - - - after it");
        await WaitAsync(relayed, real, 2);
    }

    [Fact]
    public async Task Attack_18_Messages_that_wait_are_bounded_by_their_bytes_a_datagram_beyond_is_counted_and_a_connection_waits()
    {
        var counters = new IngestCounters();
        var queue = new SyslogQueue(counters);
        var message = new ReceivedMessage(IPAddress.Loopback, new byte[SyslogFramer.Most], IsCut: false, DateTimeOffset.UnixEpoch);
        for (var i = 0; i < (SyslogQueue.MostBytes / message.Weight) + 3; i++)
        {
            queue.Offer(message);
        }

        Assert.Equal(3, counters.RefusedSamples[SyslogQueue.Lost]);
        var waiting = queue.PutAsync(message, CancellationToken.None).AsTask();
        Assert.False(waiting.IsCompleted);
        Assert.True(queue.TryTake(out _));
        await waiting;
        queue.Offer(message);
        Assert.Equal(4, counters.RefusedSamples[SyslogQueue.Lost]);
    }

    [Fact]
    public async Task Attack_01_Attack_15_Fault_35_Hostile_and_broken_messages_are_one_harmless_line_each()
    {
        await using var small = await StartAsync("device");
        var host = await HostAsync(small, "device");
        using var tcp = await ConnectAsync(Listener(small).Tcp!);
        byte[][] messages =
        [
            "<13>1 - - p - - - '); DROP TABLE log_hot; --\n"u8.ToArray(), "<13>1 - - p - - - a\u001b]0;x\u0007b\n"u8.ToArray(), [.. "<13>1 - - p - - - "u8, 0xFF, 0xC0, 0x80, .. "\n"u8],
            "<13>1 2099-01-01T00:00:00Z - p - - - from the future\n"u8.ToArray(), "<13>1 - - ');--\u202E - - - odd program\n"u8.ToArray(), [.. "30 <13>1 - - p - - - a\n<13>b c: d"u8, .. "\n"u8],
        ];
        await tcp.GetStream().WriteAsync(messages.SelectMany(m => m).ToArray());
        var stored = await WaitAsync(small, host, 6);
        Assert.All(stored, l => Assert.DoesNotContain(l.Text, char.IsControl));
        Assert.Contains(stored, l => l.Text == "'); DROP TABLE log_hot; --");
        Assert.Contains(stored, l => l.Line.Marks.HasFlag(LogMarks.BrokenText));
        Assert.Contains(stored, l => l.Line.Marks.HasFlag(LogMarks.ForgedTime) && l.Text == "from the future");
        Assert.Contains(stored, l => l.Line.Marks.HasFlag(LogMarks.LineBreak) && l.Text.StartsWith("a\u240A<13>", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Attack_16_Attack_18_Fault_33_Connections_are_bounded_nonsense_is_closed_and_others_do_not_notice()
    {
        await using var small = await StartAsync("device");
        var (host, listener) = (await HostAsync(small, "device"), Listener(small));
        using (var nonsense = await ConnectAsync(listener.Tcp!))
        {
            await nonsense.GetStream().WriteAsync("4294967296 <1>x"u8.ToArray());
            Assert.Equal(0, await nonsense.GetStream().ReadAsync(new byte[1]));
        }

        // Its place is free a moment after it is closed.
        await Eventually.True(() => listener.Connections == 0);
        using var first = await ConnectAsync(listener.Tcp!);
        using var second = await ConnectAsync(listener.Tcp!);
        await Eventually.True(() => listener.Connections == 2);
        using var third = await ConnectAsync(listener.Tcp!);
        Assert.True(await IsClosedAsync(third));
        await first.GetStream().WriteAsync("<13>1 - - p - - - still\n"u8.ToArray());
        Assert.Equal("still", Assert.Single(await WaitAsync(small, host, 1)).Text);
        second.Dispose();
        await Eventually.True(() => listener.Connections == 1);
        using var fourth = await ConnectAsync(listener.Tcp!);
        await fourth.GetStream().WriteAsync("<13>1 - - p - - - again"u8.ToArray());
        fourth.Client.Shutdown(SocketShutdown.Send);
        await WaitAsync(small, host, 2);
    }

    [Fact]
    public async Task Fault_33_A_message_that_does_not_become_whole_ends_its_connection_however_slowly_bytes_drip()
    {
        var clock = new ManualTimeProvider(TimeProvider.System.GetUtcNow());
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var client = new TcpClient();
        await client.ConnectAsync((IPEndPoint)listener.LocalEndpoint);
        using var server = await listener.AcceptTcpClientAsync();
        var queue = new SyslogQueue(new IngestCounters());
        var reading = new SyslogConnection(queue, clock).ReadAsync(IPAddress.Loopback, server.GetStream(), CancellationToken.None);
        await client.GetStream().WriteAsync("<13>whole\n<13>beg"u8.ToArray());
        await Eventually.True(() => queue.TryTake(out _));
        await Eventually.TrueAsync(async () =>
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            await client.GetStream().WriteAsync("x"u8.ToArray());
            return reading.IsCompleted;
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
        Assert.False(queue.TryTake(out _));
    }

    private static async Task<SmallApplication> StartAsync(string host)
    {
        var small = new SmallApplication(null, [.. Ports, ("Syslog:Hosts:0", "127.0.0.1=" + host)]);
        await small.StartAsync();
        return small;
    }

    private static SyslogListener Listener(SmallApplication small) => small.Application.Services.GetRequiredService<SyslogListener>();

    private static async Task<int> HostAsync(SmallApplication small, string name)
    {
        await using var db = small.Application.Database.CreateDb();
        var host = new Host { Name = name, Key = Guid.NewGuid(), GroupId = HostGroup.FleetId };
        db.Hosts.Add(host);
        await db.SaveChangesAsync();
        return host.Id;
    }

    private static Task DatagramAsync(SyslogListener listener, string message) => DatagramAsync(listener, Encoding.UTF8.GetBytes(message));

    private static async Task DatagramAsync(SyslogListener listener, byte[] message)
    {
        using var udp = new UdpClient(AddressFamily.InterNetwork);
        await udp.SendAsync(message, new IPEndPoint(IPAddress.Loopback, listener.Udp!.Port));
    }

    private static async Task<TcpClient> ConnectAsync(IPEndPoint door)
    {
        var client = new TcpClient(AddressFamily.InterNetwork);
        await client.ConnectAsync(IPAddress.Loopback, door.Port);
        return client;
    }

    private static async Task<bool> IsClosedAsync(TcpClient client)
    {
        try
        {
            return await client.GetStream().ReadAsync(new byte[1]) == 0;
        }
        catch (IOException)
        {
            // A reset is an end too.
            return true;
        }
    }

    /// <summary>Until the server has closed it.</summary>
    private static async Task EndAsync(NetworkStream stream)
    {
        try
        {
            while (await stream.ReadAsync(new byte[100]) > 0)
            {
            }
        }
        catch (IOException)
        {
            // A reset is an end too.
        }
    }

    private static async Task<IReadOnlyList<StoredLine>> WaitAsync(SmallApplication small, int host, int count)
    {
        IReadOnlyList<StoredLine> stored = [];
        await Eventually.TrueAsync(async () => (stored = await StoredLines.OfAsync(small.Application, host)).Count >= count);
        Assert.Equal(count, stored.Count);
        return stored;
    }
}
