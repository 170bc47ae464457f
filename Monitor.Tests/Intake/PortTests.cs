using System.Net;
using System.Net.Sockets;
using System.Text;
using Monitor.Domain.Wire;
using Monitor.Tests.Support;

namespace Monitor.Tests.Intake;

/// <summary>What no HTTP client would send, straight to the port.</summary>
public sealed class PortTests
{
    private static readonly WireSchema Schema = TestAgent.Schema(TestAgent.Series("cpu.used_percent"));

    /// <summary>Whoever hangs up on bytes that it will not read may take its own answer back with them: no answer is an answer too.</summary>
    [Fact]
    public async Task Attack_16_Lengths_beyond_what_a_number_holds_are_refused_without_a_body_being_read()
    {
        await using var small = new SmallApplication(null);
        await small.StartAsync();
        using var agent = await TestAgent.CreateAsync(small.Application);
        var before = await StoredRows.CountAllAsync(small.Application);
        string[] lengths = ["1048577", "2147483647", "2147483648", "4294967295", "4294967296", "9223372036854775807", "9223372036854775808", "99999999999999999999999", "-1", "0x10", "1,2", ""];
        foreach (var (length, closes) in lengths.SelectMany(l => new[] { (l, true), (l, false) }))
        {
            var answer = await SendAsync(small.Application, Encoding.ASCII.GetBytes(Head(agent.Key, closes) + $"Content-Length: {length}\r\n\r\n{{"));
            Assert.True(answer.Length == 0 || Is(answer, 400, 411, 413), $"Content-Length {length}: {answer}");
        }

        foreach (var chunk in new[] { "80000000", "FFFFFFFF", "7FFFFFFFFFFFFFFF", "FFFFFFFFFFFFFFFF", "10000000000000000", "-1", "xyz" })
        {
            var answer = await SendAsync(small.Application, Encoding.ASCII.GetBytes(Head(agent.Key) + $"Transfer-Encoding: chunked\r\n\r\n{chunk}\r\n{{"));
            Assert.True(answer.Length == 0 || Is(answer, 400, 413), $"chunk of {chunk}: {answer}");
        }

        Assert.Equal(before, await StoredRows.CountAllAsync(small.Application));
        await ServesAsync(small.Application);
    }

    [Fact]
    public async Task Fault_32_Random_bytes_at_the_port_are_refused_or_cut_off_and_nothing_in_the_server_fails()
    {
        await using var small = new SmallApplication(null);
        await small.StartAsync();
        using var agent = await TestAgent.CreateAsync(small.Application);
        var seed = LongRun.IsOn ? Environment.TickCount : 32;
        var random = new Random(seed);
        for (var round = 0; round < LongRun.Rounds(400, 200_000); round++)
        {
            var answer = await SendAsync(small.Application, Garbage(random, agent.Key));
            Assert.True(answer.Length == 0 || (answer.StartsWith("HTTP/1.", StringComparison.Ordinal) && !Is(answer, 500, 502)), $"seed {seed}, round {round}: {answer}");
        }

        await ServesAsync(small.Application);
        Assert.Equal("", await small.Application.LoggedErrorsAsync());
    }

    [Theory]
    [InlineData("Host: \nCookie: a=b")]
    [InlineData("Host: 127.0.0.1:99999")]
    public async Task Fault_32_What_random_bytes_found_once_is_refused_since(string head)
    {
        await using var small = new SmallApplication(null);
        await small.StartAsync();
        var answer = await SendAsync(small.Application, Encoding.ASCII.GetBytes($"GET /account/sign-in HTTP/1.1\r\n{head}\r\nConnection: close\r\n\r\n"), hangsUp: false);
        Assert.Equal("", await small.Application.LoggedErrorsAsync());
        Assert.True(Is(answer, 400), answer);
    }

    /// <summary>Bytes out of nowhere, or a good request with some of its bytes changed, cut or sent twice.</summary>
    private static byte[] Garbage(Random random, string key)
    {
        if (random.Next(4) == 0)
        {
            var noise = new byte[random.Next(1, 4000)];
            random.NextBytes(noise);
            return noise;
        }

        var body = """{"v":1,"seq":1,"sent":1,"count":0}""";
        var good = random.Next(3) > 0 ? Head(key, closes: random.Next(2) == 0) + $"Content-Length: {body.Length}\r\n\r\n{body}" : "GET /account/sign-in?a=b HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: a=b\r\nConnection: close\r\n\r\n";
        var bytes = Encoding.ASCII.GetBytes(good).ToList();
        for (var i = random.Next(1, 6); i > 0 && bytes.Count > 1; i--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(4))
            {
                case 0: bytes[at] = (byte)random.Next(256); break;
                case 1: bytes.RemoveRange(at, Math.Min(random.Next(1, 30), bytes.Count - at)); break;
                case 2: bytes.InsertRange(at, bytes.GetRange(at, Math.Min(random.Next(1, 60), bytes.Count - at))); break;
                default: bytes.Insert(at, (byte)"\r\n\0:; "[random.Next(6)]); break;
            }
        }

        return [.. bytes];
    }

    /// <summary>Without a word of closing it is what agents send, which is answered in front of the web server.</summary>
    private static string Head(string key, bool closes = true) =>
        $"POST /api/v1/metrics HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {key}\r\nContent-Type: application/json\r\n{(closes ? "Connection: close\r\n" : "")}";

    private static bool Is(string answer, params int[] statuses) => statuses.Any(s => answer.StartsWith($"HTTP/1.1 {s} ", StringComparison.Ordinal));

    private static async Task ServesAsync(TestApplication application)
    {
        using var agent = await TestAgent.CreateAsync(application);
        var now = TimeProvider.System.GetUtcNow();
        Assert.Equal(1, (await agent.StoreAsync(TestAgent.Batch(1, now, Schema, (now, [1])))).Accepted);
    }

    /// <summary>The first line of the answer; nothing where the server only hung up.</summary>
    private static async Task<string> SendAsync(TestApplication application, byte[] bytes, bool hangsUp = true)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, application.Address.Port);
        await using var stream = socket.GetStream();
        try
        {
            await stream.WriteAsync(bytes);
            if (hangsUp)
            {
                socket.Client.Shutdown(SocketShutdown.Send);
            }

            using var reader = new StreamReader(stream, Encoding.ASCII);
            return await reader.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(60)) ?? "";
        }
        catch (Exception end) when (end is IOException or SocketException)
        {
            // A reset is an end too.
            return "";
        }
    }
}
