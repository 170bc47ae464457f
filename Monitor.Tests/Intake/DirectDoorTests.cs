using System.Text;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Monitor.Domain.Wire;
using Monitor.Tests.Support;

namespace Monitor.Tests.Intake;

/// <summary>Batches that are answered at the connection itself: as the web server would have answered, which takes over where anything else comes.</summary>
public sealed partial class DirectDoorTests : IClassFixture<DirectDoorTests.Fixture>
{
    private static readonly WireSchema Plain = TestAgent.Schema(TestAgent.Series("cpu.used_percent"));
    private readonly Fixture _fixture;

    public DirectDoorTests(Fixture fixture) => _fixture = fixture;

    private TestApplication Application => _fixture.Application;

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    [Fact]
    public async Task What_agents_send_is_answered_at_the_connection_as_the_web_server_answers_it()
    {
        using var agent = await TestAgent.CreateAsync(Application);
        using var other = await TestAgent.CreateAsync(Application);
        var now = Now.AddMinutes(-5);
        await agent.StoreAsync(TestAgent.Batch(1, now, Plain, (now, [1])));
        string Ticks(int seq, string more = "") => $$"""{"v":1,"seq":{{seq}},"sent":{{now.ToUnixTimeMilliseconds()}},"count":1{{more}},"ticks":[{"schema":"{{Plain.Id}}","t":{{now.AddSeconds(seq).ToUnixTimeMilliseconds()}},"v":[{{seq}}]}]}""";
        (string Name, int Status, Func<int, string> Body)[] bodies =
        [
            ("good", 200, seq => Ticks(seq)),
            ("there already", 200, _ => Ticks(0)),
            ("unknown names", 200, seq => Ticks(seq).Replace(Plain.Id, "0123456789abcdef", StringComparison.Ordinal)),
            ("a refused value", 200, seq => Ticks(seq).Replace($"[{seq}]", "[\"x\"]", StringComparison.Ordinal)),
            ("no JSON", 400, _ => "{\"v\":1,"),
            ("empty", 400, _ => ""),
            ("not whole", 400, seq => Ticks(seq).Replace("\"count\":1", "\"count\":2", StringComparison.Ordinal)),
            ("another version", 400, seq => Ticks(seq).Replace("\"v\":1,\"seq\"", "\"v\":2,\"seq\"", StringComparison.Ordinal)),
            ("another host's", 403, seq => Ticks(seq, $",\"host\":{other.Host.Id}")),
        ];
        var seq = 10;
        foreach (var (name, status, body) in bodies)
        {
            foreach (var isGzip in new[] { false, true })
            {
                var direct = await TakeAsync(RawConnection.Post(agent.Key, body(++seq), isGzip));
                var served = await TakeAsync(RawConnection.Post(agent.Key, body(++seq), isGzip), byWebServer: true);
                Assert.True(direct.Status == status, $"{name}: {direct}");
                Same(served, direct, name);
            }
        }

        foreach (var key in new[] { "", "x", agent.Key[..^1], $"mka_2000000000_{new string('A', 43)}" })
        {
            var direct = await TakeAsync(RawConnection.Post(key, Ticks(++seq)));
            Assert.True(direct.Status == 401, $"{key}: {direct}");
            Same(await TakeAsync(RawConnection.Post(key, Ticks(++seq)), byWebServer: true), direct, key);
        }

        Same(
            await TakeAsync(RawConnection.Post(agent.Key, "no gzip at all, and long enough", isGzip: null), byWebServer: true),
            await TakeAsync(RawConnection.Post(agent.Key, "no gzip at all, and long enough", isGzip: null)), "broken gzip");
        await using var db = await TestAgent.OpenAsync(Application);
        Assert.Contains("127.0.0.1", (await db.Audit.SingleAsync(a => a.Act == "agent.foreign_host" && a.SubjectId == $"{agent.Host.Id}")).Address, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_batch_that_comes_in_pieces_or_with_others_is_answered_once_and_in_order()
    {
        using var agent = await TestAgent.CreateAsync(Application);
        var now = Now.AddMinutes(-5);
        await agent.StoreAsync(TestAgent.Batch(1, now, Plain, (now, [1])));
        var requests = Enumerable.Range(2, 60).Select(seq => RawConnection.Post(agent.Key, Tick(seq, now.AddSeconds(seq)), isGzip: seq % 3 == 0)).ToList();
        var bytes = requests.SelectMany(r => r).ToArray();
        var random = new Random(7);
        await using var connection = await RawConnection.OpenAsync(Application.Address);
        var answers = connection.ReadAsync(requests.Count);
        for (var sent = 0; sent < bytes.Length;)
        {
            var piece = Math.Min(bytes.Length - sent, random.Next(3) == 0 ? random.Next(1, 1000) : random.Next(1, 30));
            await connection.SendAsync(bytes.AsMemory(sent, piece));
            sent += piece;
        }

        Assert.All(await answers, a => Assert.True(a is { Status: 200, IsDirect: true } && a.Body.StartsWith("{\"accepted\":1,\"duplicate\":0,", StringComparison.Ordinal), $"{a}"));
        Assert.Equal(Enumerable.Range(1, 61).Select(n => (double)n), (await StoredRows.TicksAsync(Application, agent.Host.Id)).Select(t => t.Values[0]));
    }

    [Fact]
    public async Task Whatever_else_comes_on_the_connection_is_the_web_servers_and_nothing_of_it_is_lost()
    {
        using var agent = await TestAgent.CreateAsync(Application);
        var now = Now.AddMinutes(-5);
        await agent.StoreAsync(TestAgent.Batch(1, now, Plain, (now, [1])));
        await using var connection = await RawConnection.OpenAsync(Application.Address);
        byte[] all = [.. RawConnection.Post(agent.Key, Tick(2, now.AddSeconds(2))), .. RawConnection.Live(), .. RawConnection.Post(agent.Key, Tick(3, now.AddSeconds(3))), .. RawConnection.Live()];
        await connection.SendAsync(all);
        var answers = await connection.ReadAsync(4);
        Assert.Equal([true, false, false, false], answers.Select(a => a.IsDirect));
        Assert.All(answers, a => Assert.Equal(200, a.Status));
        Assert.Equal([1.0, 2, 3], (await StoredRows.TicksAsync(Application, agent.Host.Id)).Select(t => t.Values[0]));
    }

    /// <summary>Where two readers of the same bytes disagree about where a request ends, one of them can be made to answer what nobody asked.</summary>
    [Fact]
    public async Task Attack_16_Heads_that_could_be_read_in_two_ways_get_the_web_servers_answer()
    {
        using var agent = await TestAgent.CreateAsync(Application);
        var before = await StoredRows.CountAsync(Application, agent.Host.Id);
        const string Length = "Content-Length: 2";
        string[] changes =
        [
            $"{Length}\r\n{Length}", $"{Length}\r\nContent-Length: 3", "Content-Length: +2", "Content-Length: 2, 2", "Content-Length : 2", "Content-Length: 02", "Content-Length:\t2 ", "Content-Length:", "content-length: 0x2",
            "Content-Length: 2\r\n 3", "Content-Length: 9999999999", "Transfer-Encoding: chunked", $"Transfer-Encoding: chunked\r\n{Length}", $"{Length}\r\nTransfer-Encoding: identity", $"{Length}\nX: y",
            $"{Length}\r\nAuthorization: ", Length + string.Concat(Enumerable.Repeat("\r\nAccept: x", 20)), Length + string.Concat(Enumerable.Repeat("\r\nAccept: x", 70)), $"{Length}\r\nHost: 127.0.0.1", $"{Length}\r\nHost: evil.example", $"{Length}\r\nAuthorization: Bearer x", $"{Length}\r\nContent-Type: text/plain", $"{Length}\r\nContent-Encoding: gzip\r\nContent-Encoding: gzip", $"{Length}\r\nContent-Encoding: br",
            $"{Length}\r\nConnection: close", $"{Length}\r\nUpgrade: websocket\r\nConnection: upgrade", $"{Length}\r\nExpect: 100-continue", $"{Length}\r\nExpect: x", $"{Length}\r\nX-Forwarded-For: 10.0.0.1", $"{Length}\r\n: y", $"{Length}\r\nX y: z", $"{Length}\r\nUser-Agent: \0", $"{Length}\r\nAccept: \u00e4",
        ];
        foreach (var change in changes)
        {
            var request = Encoding.Latin1.GetBytes($"POST /api/v1/metrics HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {agent.Key}\r\nContent-Type: application/json\r\n{change}\r\n\r\n{{}}");
            var served = await TakeAsync(request, byWebServer: true);
            var direct = await TakeAsync(request);
            Assert.True(direct.Status == served.Status && Neutral(direct.Body) == Neutral(served.Body), $"{change}: {direct}, not {served}");
        }

        var twice = Encoding.Latin1.GetBytes($"POST /api/v1/metrics HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: \r\nAuthorization: Bearer {agent.Key}\r\nContent-Type: application/json\r\n{Length}\r\n\r\n{{}}");
        Assert.False((await TakeAsync(twice)).IsDirect);

        foreach (var host in new[] { "evil.example", "127.0.0.1:99999", "127.0.0.1:", "", "127.0.0.1:80:80", "[::1", "localhost" })
        {
            var request = Encoding.Latin1.GetBytes($"POST /api/v1/metrics HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {agent.Key}\r\nContent-Type: application/json\r\n{Length}\r\n\r\n{{}}");
            var served = await TakeAsync(request, byWebServer: true);
            var direct = await TakeAsync(request);
            Assert.True(direct.Status == served.Status && direct.IsDirect == (host == "localhost"), $"{host}: {direct}, not {served}");
        }

        foreach (var start in new[] { "POST /api/v1/metrics HTTP/1.0", "POST /api/v1/metrics?a=b HTTP/1.1", "POST //api/v1/metrics HTTP/1.1", "POST http://127.0.0.1/api/v1/metrics HTTP/1.1", "post /api/v1/metrics HTTP/1.1", "POST /API/V1/METRICS HTTP/1.1", "GET /api/v1/metrics HTTP/1.1" })
        {
            var request = Encoding.Latin1.GetBytes($"{start}\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {agent.Key}\r\nContent-Type: application/json\r\n{Length}\r\n\r\n{{}}");
            var direct = await TakeAsync(request);
            Assert.True(!direct.IsDirect && direct.Status == (await TakeAsync(request, byWebServer: true)).Status, $"{start}: {direct}");
        }

        Assert.Equal(before, await StoredRows.CountAsync(Application, agent.Host.Id));
    }

    private static void Same(RawAnswer served, RawAnswer direct, string name)
    {
        Assert.True(direct.IsDirect && !served.IsDirect, $"{name}: {direct} and {served}");
        Assert.True(direct.Status == served.Status && Neutral(direct.Body) == Neutral(served.Body), $"{name}: {direct} and {served}");
        Assert.Equal(
            served.Headers.Select(Neutral).Select(h => h == "Transfer-Encoding: chunked" ? "Content-Length: #" : h).Order(StringComparer.Ordinal), direct.Headers.Select(Neutral).Order(StringComparer.Ordinal));
    }

    /// <summary>Without what differs from one moment to the next.</summary>
    private static string Neutral(string text) => Moment().Replace(Passing().Replace(text, ""), "#");

    /// <summary>When to send, which is said now and then, and the number of a request, which the web server counts.</summary>
    [GeneratedRegex("\"shift\":-?\\d+,|,\"traceId\":\"[^\"]*\"")]
    private static partial Regex Passing();

    [GeneratedRegex("(?<=\"time\":)\\d+|(?<=Date: ).*|(?<=Retry-After: )\\d+|(?<=Content-Length: )\\d+")]
    private static partial Regex Moment();

    private static string Tick(int seq, DateTimeOffset time) =>
        $$"""{"v":1,"seq":{{seq}},"sent":{{time.ToUnixTimeMilliseconds()}},"count":1,"ticks":[{"schema":"{{Plain.Id}}","t":{{time.ToUnixTimeMilliseconds()}},"v":[{{seq}}]}]}""";

    /// <summary>The answer to one request; behind another one, which makes the connection the web server's, where it is to answer.</summary>
    private async Task<RawAnswer> TakeAsync(byte[] request, bool byWebServer = false)
    {
        await using var connection = await RawConnection.OpenAsync(Application.Address);
        if (byWebServer)
        {
            await connection.AskAsync(RawConnection.Live());
        }

        return await connection.AskAsync(request);
    }

    /// <summary>One application for all that need no settings of their own.</summary>
    public sealed class Fixture : IAsyncLifetime
    {
        private readonly SmallApplication _small = new(null, ("Ingest:BatchesPerMinute", "1000000"));

        internal TestApplication Application => _small.Application;

        public Task InitializeAsync() => _small.StartAsync();

        public async Task DisposeAsync() => await _small.DisposeAsync();
    }
}
